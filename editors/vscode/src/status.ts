// What the language status shows: the program and the environment; a click changes them.
import * as vscode from "vscode";
import type { Server } from "./server";
import { env, LANGUAGE } from "./settings";

export function showStatus(server: Server): vscode.Disposable {
  const program = vscode.languages.createLanguageStatusItem("mlc.server", { language: LANGUAGE });
  program.name = "mlc";
  const chosen = vscode.languages.createLanguageStatusItem("mlc.env", { language: LANGUAGE });
  chosen.name = "mlc environment";
  const show = () => {
    const { running, version } = server;
    program.text = running ? `mlc ${version ?? ""}`.trim() : "mlc is not running";
    program.detail = server.program?.path ?? "not found";
    program.severity = running ? vscode.LanguageStatusSeverity.Information : vscode.LanguageStatusSeverity.Error;
    program.command = { title: "Restart", command: "mlc.restart" };
    chosen.text = env() ?? "no environment";
    chosen.detail = "environment";
    chosen.command = { title: "Choose", command: "mlc.chooseEnv" };
  };
  show();
  return vscode.Disposable.from(
    program,
    chosen,
    server.onChanged(show),
    vscode.workspace.onDidChangeConfiguration((change) => change.affectsConfiguration("mlc") && show()),
    vscode.commands.registerCommand("mlc.chooseEnv", chooseEnv),
  );
}

/** Offers the environments that the open files have. */
async function chooseEnv(): Promise<void> {
  const documents = vscode.workspace.textDocuments.filter((document) => document.languageId === LANGUAGE);
  const blocks = documents.flatMap((document) => [...document.getText().matchAll(/^\s*env\s+([A-Za-z_]\w*)\s*\{/gm)]);
  const names = [...new Set(blocks.map(([, name]) => name ?? ""))];
  const none = { label: "No environment", description: "every one is checked", value: undefined };
  const items = [...names.map((name) => ({ label: name, description: "", value: name })), none];
  const picked = await vscode.window.showQuickPick(items, { title: "Environment", placeHolder: "Compile for" });
  if (picked === undefined) return;
  const target = vscode.workspace.workspaceFolders ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global;
  await vscode.workspace.getConfiguration("mlc").update("env", picked.value, target);
}
