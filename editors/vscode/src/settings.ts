// The section `mlc` of the settings.
import * as vscode from "vscode";

export const LANGUAGE = "mlflow";

/** The environment that files are compiled for, or none. */
export function env(): string | undefined {
  return vscode.workspace.getConfiguration("mlc").get<string | null>("env") || undefined;
}

/** Of a request about a file: the file, and the environment where one is chosen. */
export function about(uri: vscode.Uri | string): { textDocument: { uri: string }; env?: string } {
  const chosen = env();
  return { textDocument: { uri: uri.toString() }, ...(chosen === undefined ? {} : { env: chosen }) };
}

/** The pipeline file that a command is about: the one it names, or the one that is being edited. */
export function subject(named: unknown): vscode.Uri | undefined {
  if (named instanceof vscode.Uri) return named;
  if (typeof named === "string") return vscode.Uri.parse(named);
  const editors = [vscode.window.activeTextEditor, ...vscode.window.visibleTextEditors];
  return editors.find((editor) => editor?.document.languageId === LANGUAGE)?.document.uri;
}
