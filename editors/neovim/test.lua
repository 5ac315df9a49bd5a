-- What Neovim's own client makes of the server, with the configuration of this folder:
--   nvim --headless --clean --cmd "set runtimepath^=editors/neovim" demo.mlflow -c "luafile editors/neovim/test.lua"
-- Prints `ok NAME` or `FAIL NAME: WHAT` for each check. The file is editors/tests/demo.mlflow.
local buffer = vim.api.nvim_get_current_buf()
vim.defer_fn(function()
  io.stdout:write("FAIL it takes longer than two minutes\n")
  vim.cmd("cquit! 1")
end, 120000)

local function wait(what)
  return vim.wait(20000, what, 20)
end

local function check(name, held, found)
  io.stdout:write(held and ("ok " .. name .. "\n") or ("FAIL " .. name .. ": " .. vim.inspect(found) .. "\n"))
end

local function lines()
  return vim.api.nvim_buf_get_lines(buffer, 0, -1, false)
end

local function text()
  return table.concat(lines(), "\n")
end

-- The cursor on the first or the n-th occurrence of a word.
local function go(word, n)
  vim.api.nvim_win_set_cursor(0, { 1, 0 })
  for _ = 1, n or 1 do
    vim.fn.search("\\<" .. word .. "\\>", "W")
  end
end

local function place()
  return vim.lsp.util.make_position_params(0, "utf-16")
end

local function all()
  local client
  check("the server starts for a .mlflow file", wait(function()
    client = vim.lsp.get_clients({ bufnr = buffer, name = "mlc" })[1]
    return client ~= nil and client.initialized
  end), vim.bo.filetype)
  if not client then
    vim.cmd("cquit! 1")
  end

  local exited
  local function ask(method, params)
    local answer, problem = client:request_sync(method, params, 20000, buffer)
    if not answer then
      return nil, problem
    end
    return answer.result, answer.err
  end

  -- Diagnostics, as Neovim shows them.
  wait(function()
    return #vim.diagnostic.get(buffer) > 0
  end)
  local shown = vim.diagnostic.get(buffer)
  local first = shown[1] or {}
  check("diagnostics", #shown == 1 and first.lnum == 21 and first.col == 2 and first.message:find("timout", 1, true), shown)

  -- Hover, in the window that opens.
  go("xgboost")
  go("instance")
  vim.lsp.buf.hover()
  local float
  wait(function()
    for _, window in ipairs(vim.api.nvim_list_wins()) do
      if vim.api.nvim_win_get_config(window).relative ~= "" then
        float = table.concat(vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(window), 0, -1, false), "\n")
        vim.api.nvim_win_close(window, true)
        return true
      end
    end
  end)
  check("hover", float ~= nil and float:find("Machine type", 1, true), float or "no window")

  -- Definition: the cursor goes there.
  go("trainer", 2)
  vim.lsp.buf.definition()
  check("definition", wait(function()
    return vim.api.nvim_win_get_cursor(0)[1] == 10
  end), vim.api.nvim_win_get_cursor(0))

  -- Completion of a field that is half typed.
  vim.api.nvim_buf_set_lines(buffer, 21, 22, false, { "  tim" })
  vim.api.nvim_win_set_cursor(0, { 22, 4 })
  local position = place()
  position.position.character = 5
  local completions, problem = ask("textDocument/completion", position)
  local labels = {}
  for _, item in ipairs((completions and (completions.items or completions)) or {}) do
    labels[#labels + 1] = item.label
  end
  check("completion", vim.tbl_contains(labels, "timeout"), problem or labels)
  vim.api.nvim_buf_set_lines(buffer, 21, 22, false, { "  timeout          =   4h" })

  -- A problem that is mended is gone.
  check("diagnostics follow the text", wait(function()
    return #vim.diagnostic.get(buffer) == 0
  end), vim.diagnostic.get(buffer))

  -- Semantic tokens, as Neovim keeps them.
  go("trainer", 1)
  local at = vim.api.nvim_win_get_cursor(0)
  local tokens
  wait(function()
    tokens = vim.lsp.semantic_tokens and vim.lsp.semantic_tokens.get_at_pos(buffer, at[1] - 1, at[2])
    return tokens ~= nil and #tokens > 0
  end)
  check("semantic tokens", tokens ~= nil and #tokens > 0, tokens)

  -- Rename, in all places.
  go("trainer", 1)
  vim.lsp.buf.rename("machine")
  check("rename", wait(function()
    return select(2, text():gsub("machine", "")) == 2 and not text():find("trainer", 1, true)
  end), text())

  -- Format: the one layout.
  vim.lsp.buf.format({ bufnr = buffer, timeout_ms = 20000, name = "mlc" })
  check("format", lines()[22] == "  timeout         = 4h", lines()[22])

  -- The tree-sitter grammar, built by the test into a folder of the runtime path.
  local captured = {}
  vim.treesitter.get_parser(buffer):parse(true)
  for _, capture in ipairs(vim.treesitter.get_captures_at_pos(buffer, 16, 0)) do
    captured[#captured + 1] = capture.capture
  end
  check("tree-sitter highlights", vim.tbl_contains(captured, "keyword"), captured)
  check("tree-sitter folds", vim.treesitter.foldexpr(17):find("1", 1, true), vim.treesitter.foldexpr(17))

  -- The server goes when it is asked to.
  vim.api.nvim_create_autocmd("LspDetach", { callback = function() exited = true end })
  client:stop()
  check("the server stops", wait(function()
    return client:is_stopped() and exited
  end), exited)
end

local held, problem = xpcall(all, debug.traceback)
check("the checks run to their end", held, problem)
vim.cmd(held and "qall!" or "cquit! 1")
