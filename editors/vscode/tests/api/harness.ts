// As much of a test runner as these tests need: names, one after the other, lines that the rig reads.
import * as vscode from "vscode";
import type { Api } from "../../src/extension";

export type Tests = Record<string, () => Promise<void>>;

/** What an extension of ours gives to others. */
export async function api(): Promise<Api> {
  const extension = vscode.extensions.getExtension<Api>("mlc.mlflow-pipelines");
  if (extension === undefined) throw new Error("the extension is not there");
  return extension.activate();
}

/** Waits until something is as it should be. */
export async function until<T>(what: string, ask: () => T | undefined | false | PromiseLike<T | undefined | false>): Promise<T> {
  const end = Date.now() + 20_000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (Date.now() > end) throw new Error(`never: ${what}`);
    await new Promise((done) => setTimeout(done, 50));
  }
}

export function uri(name: string): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (folder === undefined) throw new Error("no folder is open");
  return vscode.Uri.joinPath(folder.uri, name);
}

export async function open(name: string): Promise<vscode.TextEditor> {
  const document = await vscode.workspace.openTextDocument(uri(name));
  return vscode.window.showTextDocument(document, vscode.ViewColumn.One);
}

/** Where a text stands in a file. */
export function place(document: vscode.TextDocument, text: string, plus = 0): vscode.Position {
  const offset = document.getText().indexOf(text);
  if (offset < 0) throw new Error(`no ${JSON.stringify(text)} in ${document.fileName}`);
  return document.positionAt(offset + plus);
}

/** Everything as it was on the disk. */
export async function tidy(): Promise<void> {
  for (const document of vscode.workspace.textDocuments) {
    if (!document.isDirty) continue;
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand("workbench.action.files.revert");
  }
  await vscode.commands.executeCommand("workbench.action.closeAllEditors");
}

export async function play(tests: Tests): Promise<number> {
  let failed = 0;
  for (const [name, test] of Object.entries(tests)) {
    try {
      await test();
      console.log(`[test] ok    inside: ${name}`);
    } catch (problem) {
      failed += 1;
      console.log(`[test] FAIL  inside: ${name}: ${problem instanceof Error ? problem.message : String(problem)}`);
    }
    await tidy();
  }
  return failed;
}
