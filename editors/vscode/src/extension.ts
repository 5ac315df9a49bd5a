// What is started with the extension, in the order in which one needs the other.
import * as vscode from "vscode";
import { CompiledView } from "./compiled";
import { explainCodes } from "./explain";
import { GraphView } from "./graph";
import { Server } from "./server";
import { showStatus } from "./status";
import { build, provideTasks } from "./tasks";
import { Testing } from "./testing";

/** For the tests of this extension. */
export interface Api {
  server: Server;
  compiled: CompiledView;
  graph: GraphView;
  testing: Testing;
}

export async function activate(context: vscode.ExtensionContext): Promise<Api> {
  const server = new Server(context);
  const compiled = new CompiledView(server);
  const graph = new GraphView(server, context.extensionUri);
  const testing = new Testing(server);
  const restart = async () => {
    if (await server.restart()) vscode.window.setStatusBarMessage(`$(check) mlc ${server.version ?? ""} restarted`, 5000);
  };
  context.subscriptions.push(
    server,
    compiled,
    graph,
    testing,
    showStatus(server),
    explainCodes(server),
    provideTasks(server),
    vscode.commands.registerCommand("mlc.restart", restart),
    vscode.commands.registerCommand("mlc.showOutput", () => server.output.show()),
    vscode.commands.registerCommand("mlc.build", () => build(server)),
    vscode.workspace.onDidChangeConfiguration((change) => change.affectsConfiguration("mlc.server.path") && server.restart()),
  );
  await server.restart();
  return { server, compiled, graph, testing };
}
