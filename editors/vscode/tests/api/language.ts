// What the editor asks of the language, through the same commands that its own features use.
import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import { api, open, place, type Tests, until } from "./harness";

const ask = <T>(command: string, ...words: unknown[]) => vscode.commands.executeCommand<T>(`vscode.${command}`, ...words);

async function edit(editor: vscode.TextEditor, from: string, to: string): Promise<void> {
  const start = place(editor.document, from);
  await editor.edit((builder) => builder.replace(new vscode.Range(start, start.translate(0, from.length)), to));
}

function problems(file: vscode.Uri): vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(file);
}

function code(problem: vscode.Diagnostic): string {
  return String(typeof problem.code === "object" ? problem.code.value : problem.code);
}

export const language: Tests = {
  async "a pipeline file starts the server, which says its version"() {
    const { document } = await open("payroll-fraud.mlflow");
    assert.equal(document.languageId, "mlflow");
    const { server } = await api();
    await until("the server runs", () => server.running);
    assert.match(server.version ?? "", /^\d+\.\d+\.\d+/);
    assert.equal(server.program?.from, "setting");
  },
  async "a mistake is told with code and link, and goes when it is mended"() {
    const editor = await open("payroll-fraud.mlflow");
    await edit(editor, "4h", "3600");
    const [problem] = await until("a problem", () => problems(editor.document.uri).length > 0 && problems(editor.document.uri));
    assert.ok(problem);
    assert.equal(code(problem), "E0302");
    assert.equal(editor.document.getText(problem.range), "3600");
    const actions = await ask<vscode.CodeAction[]>("executeCodeActionProvider", editor.document.uri, problem.range, "quickfix");
    const fix = actions.find((action) => action.edit?.has(editor.document.uri));
    assert.ok(fix?.edit, `a fix among ${actions.map((action) => action.title).join(", ")}`);
    await vscode.workspace.applyEdit(fix.edit);
    await until("no problem", () => problems(editor.document.uri).length === 0);
    assert.match(editor.document.getText(), /timeout {9}= 1h/);
  },
  async "hover shows what a field becomes"() {
    const { document } = await open("payroll-fraud.mlflow");
    const [hover] = await ask<vscode.Hover[]>("executeHoverProvider", document.uri, place(document, "timeout"));
    const text = hover?.contents.map((part) => (typeof part === "string" ? part : part.value)).join("\n") ?? "";
    assert.match(text, /MaxRuntimeInSeconds/);
  },
  async "completion offers fields that a block still lacks"() {
    const editor = await open("payroll-fraud.mlflow");
    const at = place(editor.document, "  timeout         = 4h");
    await editor.edit((builder) => builder.insert(at, "  est\n"));
    const list = await ask<vscode.CompletionList>("executeCompletionItemProvider", editor.document.uri, at.translate(0, 5));
    const labels = list.items.map(({ label }) => (typeof label === "string" ? label : label.label));
    assert.ok(labels.includes("estimate"), labels.slice(0, 30).join(", "));
  },
  async "definition, references and highlights of a stage"() {
    const { document } = await open("payroll-fraud.mlflow");
    const at = place(document, "features.train", 2);
    const found = await ask<(vscode.Location | vscode.LocationLink)[]>("executeDefinitionProvider", document.uri, at);
    const range = found[0] && ("targetRange" in found[0] ? (found[0].targetSelectionRange ?? found[0].targetRange) : found[0].range);
    assert.equal(range?.start.line, place(document, "process features").line);
    const references = await ask<vscode.Location[]>("executeReferenceProvider", document.uri, at);
    assert.ok(references.length >= 6, `${references.length}`);
    const highlights = await ask<vscode.DocumentHighlight[]>("executeDocumentHighlights", document.uri, at);
    assert.ok(highlights.length >= 6, `${highlights.length}`);
  },
  async "rename reaches the files that import"() {
    const { document } = await open("shared/regression.mlflow");
    await open("multi-file.mlflow");
    const at = place(document, "rounds");
    const change = await ask<vscode.WorkspaceEdit>("executeDocumentRenameProvider", document.uri, at, "turns");
    const files = change.entries().map(([file]) => vscode.workspace.asRelativePath(file)).sort();
    assert.deepEqual(files, ["multi-file.mlflow", "shared/regression.mlflow"]);
  },
  async "outline and symbols of the workspace"() {
    const { document } = await open("payroll-fraud.mlflow");
    const symbols = await ask<vscode.DocumentSymbol[]>("executeDocumentSymbolProvider", document.uri);
    const names = symbols.map((symbol) => symbol.name);
    for (const name of ["payroll_fraud", "features", "trees"]) assert.ok(names.some((one) => one.includes(name)), names.join(", "));
    const all = await ask<vscode.SymbolInformation[]>("executeWorkspaceSymbolProvider", "champion");
    assert.ok(all.some((symbol) => symbol.name.includes("champion")));
  },
  async "formatting gives the one layout"() {
    const editor = await open("payroll-fraud.mlflow");
    const good = editor.document.getText();
    await edit(editor, "timeout         = 4h", "timeout=4h");
    const edits = await ask<vscode.TextEdit[]>("executeFormatDocumentProvider", editor.document.uri, { tabSize: 2, insertSpaces: true });
    const change = new vscode.WorkspaceEdit();
    change.set(editor.document.uri, edits);
    await vscode.workspace.applyEdit(change);
    assert.equal(editor.document.getText(), good);
  },
  async "semantic tokens, inlay hints, lenses, folds and links"() {
    const { document } = await open("payroll-fraud.mlflow");
    const whole = new vscode.Range(0, 0, document.lineCount, 0);
    const tokens = await ask<vscode.SemanticTokens>("provideDocumentSemanticTokens", document.uri);
    assert.ok(tokens.data.length > 100 && tokens.data.length % 5 === 0);
    const hints = await ask<vscode.InlayHint[]>("executeInlayHintProvider", document.uri, whole);
    assert.ok(hints.length > 0, "hints");
    const lenses = await ask<vscode.CodeLens[]>("executeCodeLensProvider", document.uri, 50);
    assert.ok(lenses.some((lens) => /states/.test(lens.command?.title ?? "")), "a lens with the number of states");
    const folds = await ask<vscode.FoldingRange[]>("executeFoldingRangeProvider", document.uri);
    assert.ok(folds.length >= 10, "folds");
    const links = await ask<vscode.DocumentLink[]>("executeLinkProvider", document.uri);
    assert.ok(links.some((link) => link.target?.path.endsWith("jobs/features.py")), "a link to a script");
  },
  async "a path of the program that leads nowhere is told, and the right one starts again"() {
    const { server } = await api();
    const settings = vscode.workspace.getConfiguration("mlc");
    const good = settings.get<string>("server.path");
    const set = (path: string | undefined) => settings.update("server.path", path, vscode.ConfigurationTarget.Global);
    await set("/nowhere/mlc");
    await until("the server has gone", () => !server.running);
    assert.equal(server.program, undefined);
    await set(good);
    await until("the server runs", () => server.running);
  },
  async "the server is started again by the command"() {
    const { server } = await api();
    const { document } = await open("payroll-fraud.mlflow");
    await vscode.commands.executeCommand("mlc.restart");
    assert.ok(server.running);
    const symbols = await until("symbols", () => ask<vscode.DocumentSymbol[] | undefined>("executeDocumentSymbolProvider", document.uri));
    assert.ok(symbols.length > 0);
  },
};
