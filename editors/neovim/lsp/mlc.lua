-- Read by `vim.lsp.enable("mlc")`, Neovim 0.11 and later.
return {
  cmd = { "mlc", "lsp" },
  filetypes = { "mlflow" },
  root_markers = { ".git" },
}
