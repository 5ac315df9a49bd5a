// Where the program `mlc` is: the setting, the one that came with the extension, the one on the path.
import * as fs from "node:fs";
import * as path from "node:path";
import * as vscode from "vscode";

const NAME = process.platform === "win32" ? "mlc.exe" : "mlc";

export interface Program {
  path: string;
  from: "setting" | "extension" | "path";
}

/** The program, or why there is none. */
export function find(context: vscode.ExtensionContext): Program | string {
  const set = vscode.workspace.getConfiguration("mlc").get<string>("server.path")?.trim();
  if (set) {
    const full = set.startsWith("~/") ? path.join(process.env["HOME"] ?? "", set.slice(2)) : set;
    return runs(full) ? { path: full, from: "setting" } : `The setting mlc.server.path names ${full}, which is not a program.`;
  }
  const bundled = context.asAbsolutePath(path.join("server", NAME));
  if (runs(bundled)) return { path: bundled, from: "extension" };
  for (const folder of (process.env["PATH"] ?? "").split(path.delimiter)) {
    const candidate = path.join(folder, NAME);
    if (path.isAbsolute(folder) && runs(candidate)) return { path: candidate, from: "path" };
  }
  return "The program mlc was not found: it is neither on the PATH nor in the setting mlc.server.path.";
}

/** Says that there is none, and offers what helps. */
export async function missing(why: string): Promise<void> {
  const choose = "Choose the Program…";
  const settings = "Open Settings";
  const answer = await vscode.window.showErrorMessage(`${why} Without it there are only colours.`, choose, settings);
  if (answer === settings) await vscode.commands.executeCommand("workbench.action.openSettings", "mlc.server.path");
  if (answer !== choose) return;
  const [chosen] = (await vscode.window.showOpenDialog({ title: "The program mlc", canSelectMany: false })) ?? [];
  if (chosen === undefined) return;
  const target = vscode.ConfigurationTarget.Global;
  await vscode.workspace.getConfiguration("mlc").update("server.path", chosen.fsPath, target);
}

function runs(file: string): boolean {
  try {
    fs.accessSync(file, fs.constants.X_OK);
    return fs.statSync(file).isFile();
  } catch {
    return false;
  }
}
