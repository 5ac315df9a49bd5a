// Tasks of type `mlc`: the commands of the program that a person runs on a file.
import * as vscode from "vscode";
import type { Server } from "./server";

const COMMANDS = ["check", "build", "test"] as const;
type Command = (typeof COMMANDS)[number];

interface Definition extends vscode.TaskDefinition {
  type: "mlc";
  command: Command;
  file?: string;
  env?: string;
}

export function provideTasks(server: Server): vscode.Disposable {
  return vscode.tasks.registerTaskProvider("mlc", {
    provideTasks: () => COMMANDS.map((command) => task(server, { type: "mlc", command })).filter((one) => one !== undefined),
    resolveTask: ({ definition }) => (isOurs(definition) ? task(server, definition) : undefined),
  });
}

/** Builds the file that is being edited, as the build task of this name does. */
export async function build(server: Server): Promise<void> {
  const one = task(server, { type: "mlc", command: "build" });
  if (one) await vscode.tasks.executeTask(one);
}

function task(server: Server, definition: Definition): vscode.Task | undefined {
  const program = server.program;
  if (program === undefined) return undefined;
  const file = definition.file ?? "${file}";
  const env = definition.env ?? vscode.workspace.getConfiguration("mlc").get<string | null>("env");
  const args = [definition.command, "--message-format", "short", "--color", "never", ...(env ? ["--env", env] : []), file];
  const run = new vscode.ProcessExecution(program.path, args);
  const one = new vscode.Task(definition, vscode.TaskScope.Workspace, definition.command, "mlc", run, "$mlc");
  if (definition.command === "test") one.group = vscode.TaskGroup.Test;
  if (definition.command === "build") one.group = vscode.TaskGroup.Build;
  one.detail = definition.file ?? "the file that is being edited";
  return one;
}

function isOurs(definition: vscode.TaskDefinition): definition is Definition {
  return COMMANDS.some((command) => command === definition["command"]);
}
