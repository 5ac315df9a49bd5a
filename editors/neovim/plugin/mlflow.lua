vim.filetype.add({ extension = { mlflow = "mlflow" } })
vim.lsp.enable("mlc")
