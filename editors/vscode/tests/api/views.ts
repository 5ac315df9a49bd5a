// The views, tests and tasks of the extension, through the commands that a person runs.
import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import type { Pair } from "../../src/protocol";
import { api, open, place, type Tests, until } from "./harness";

function compiledEditor(): vscode.TextEditor | undefined {
  return vscode.window.visibleTextEditors.find((editor) => editor.document.uri.scheme === "mlc-compiled");
}

export const views: Tests = {
  async "the compiled state machine is what `mlc build` writes, and follows the source"() {
    const editor = await open("payroll-fraud.mlflow");
    await vscode.commands.executeCommand("mlc.openCompiled");
    const view = await until("the view", compiledEditor);
    const text = await until("a text", () => view.document.getText() || undefined);
    assert.equal(view.document.languageId, "json");
    assert.ok(JSON.parse(text).States.features);
    const { compiled } = await api();
    const known = compiled.shown(editor.document.uri);
    assert.ok(known && known.states > 20 && !known.stale);
    assert.ok(known.positions.length > 20);
    await editor.edit((builder) => builder.replace(find(editor, "4h"), "5h"));
    await until("the new time limit", () => view.document.getText().includes("18000"));
  },
  async "the compiled state machine says when it is stale"() {
    const editor = await open("payroll-fraud.mlflow");
    await vscode.commands.executeCommand("mlc.openCompiled");
    const view = await until("the view", compiledEditor);
    const before = await until("a text", () => view.document.getText() || undefined);
    await editor.edit((builder) => builder.replace(find(editor, "4h"), "3600"));
    const { compiled } = await api();
    await until("it is stale", () => compiled.shown(editor.document.uri)?.stale);
    assert.equal(view.document.getText(), before);
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>("vscode.executeCodeLensProvider", view.document.uri, 1);
    assert.match(lenses[0]?.command?.title ?? "", /stale/);
  },
  async "every pair of places is inside both texts"() {
    const editor = await open("payroll-fraud.mlflow");
    await vscode.commands.executeCommand("mlc.openCompiled");
    const view = await until("the view", compiledEditor);
    const { compiled } = await api();
    const known = await until("the answer", () => compiled.shown(editor.document.uri));
    for (const pair of known.positions) {
      const [source, target] = [range(pair.source), range(pair.compiled)];
      assert.ok(view.document.validateRange(target).isEqual(target), pair.pointer);
      if (pair.sourceUri === editor.document.uri.toString()) assert.ok(editor.document.validateRange(source).isEqual(source), pair.pointer);
    }
  },
  async "the graph has the stages, and patches keep it fresh"() {
    const editor = await open("payroll-fraud.mlflow");
    await vscode.commands.executeCommand("mlc.showGraph");
    const { graph } = await api();
    const labels = () => graph.shown.map((node) => node.label);
    await until("stages", () => labels().includes("champion"));
    const inside = graph.shown.find((node) => node.label === "live");
    assert.ok(inside?.parent != null, "a stage of a condition is inside of it");
    const text = editor.document.getText();
    await editor.edit((builder) => {
      for (let at = text.indexOf("champion"); at >= 0; at = text.indexOf("champion", at + 1)) {
        builder.replace(new vscode.Range(editor.document.positionAt(at), editor.document.positionAt(at + 8)), "winner");
      }
    });
    await until("the new name", () => labels().includes("winner") && !labels().includes("champion"));
  },
  async "test blocks are found, run and told"() {
    const { testing } = await api();
    const editor = await open("payroll-fraud.mlflow");
    const file = await until("the file's tests", () => testing.controller.items.get(editor.document.uri.toString()));
    const names = [...file.children].map(([, item]) => item.label);
    assert.ok(names.includes("weak_model_is_never_deployed") && names.length === 4, names.join(", "));
    const [, first] = [...file.children][0] ?? [];
    assert.equal(first?.range?.start.line, place(editor.document, "test weak_model").line);
    await vscode.commands.executeCommand("mlc.runTest", editor.document.uri.toString(), "weak_model_is_never_deployed");
  },
  async "tasks check, build and test the file that is edited"() {
    await open("payroll-fraud.mlflow");
    const tasks = await vscode.tasks.fetchTasks({ type: "mlc" });
    assert.deepEqual(tasks.map((task) => task.name).sort(), ["build", "check", "test"]);
    const check = tasks.find((task) => task.name === "check");
    assert.ok(check);
    const ended = new Promise<number | undefined>((done) => {
      const listener = vscode.tasks.onDidEndTaskProcess((event) => {
        if (event.execution.task.name !== "check") return;
        listener.dispose();
        done(event.exitCode);
      });
    });
    await vscode.tasks.executeTask(check);
    assert.equal(await ended, 0);
  },
  async "the page of a code is shown"() {
    await vscode.commands.executeCommand("mlc.explain", "E0302");
    const document = await vscode.workspace.openTextDocument(vscode.Uri.parse("mlc-code:/E0302.md"));
    assert.match(document.getText(), /E0302|unit/);
  },
  async "all commands of the manifest are there"() {
    const manifest = vscode.extensions.getExtension("mlc.mlflow-pipelines")?.packageJSON;
    const there = await vscode.commands.getCommands(true);
    for (const { command } of manifest.contributes.commands) assert.ok(there.includes(command), command);
  },
};

function find(editor: vscode.TextEditor, text: string): vscode.Range {
  const start = place(editor.document, text);
  return new vscode.Range(start, start.translate(0, text.length));
}

function range({ start, end }: Pair["source"]): vscode.Range {
  return new vscode.Range(start.line, start.character, end.line, end.character);
}
