// The graph of a pipeline in a panel of its own. It is drawn in `view/`; here is what it is told and what it asks for.
import { randomBytes } from "node:crypto";
import * as vscode from "vscode";
import * as protocol from "./protocol";
import type { Server } from "./server";
import { about, LANGUAGE, subject } from "./settings";
import type { FromView, ToView } from "./messages";

export class GraphView implements vscode.Disposable {
  private panel: vscode.WebviewPanel | undefined;
  private source: vscode.Uri | undefined;
  private revision: number | undefined;
  private nodes = new Map<string, protocol.GraphNode>();
  private turn: Promise<void> = Promise.resolve();
  private readonly parts: vscode.Disposable[];

  constructor(private readonly server: Server, private readonly extension: vscode.Uri) {
    this.parts = [
      vscode.commands.registerCommand("mlc.showGraph", (named: unknown) => this.open(named)),
      server.onAnalyzed(() => this.refresh()),
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => this.follow(textEditor)),
      vscode.window.onDidChangeActiveTextEditor((editor) => editor && this.turnTo(editor.document)),
      vscode.workspace.onDidChangeConfiguration((change) => change.affectsConfiguration("mlc.env") && this.restart()),
    ];
  }

  dispose(): void {
    this.panel?.dispose();
    vscode.Disposable.from(...this.parts).dispose();
  }

  /** The stages that are shown, for tests. */
  get shown(): protocol.GraphNode[] {
    return [...this.nodes.values()];
  }

  private async open(named: unknown): Promise<void> {
    const source = subject(named);
    if (source === undefined) return void vscode.window.showInformationMessage("Open an .mlflow file first.");
    this.source = source;
    this.panel ??= this.create();
    this.panel.reveal(undefined, true);
    await this.restart();
  }

  private create(): vscode.WebviewPanel {
    const dist = vscode.Uri.joinPath(this.extension, "dist");
    const place = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
    const options = { enableScripts: true, localResourceRoots: [dist], retainContextWhenHidden: true };
    const panel = vscode.window.createWebviewPanel("mlc.graph", "Graph", place, options);
    panel.iconPath = vscode.Uri.joinPath(this.extension, "images", "icon.png");
    panel.webview.html = page(panel.webview, dist);
    panel.webview.onDidReceiveMessage((message: FromView) => this.hear(message));
    panel.onDidDispose(() => (this.panel = undefined));
    return panel;
  }

  /** All anew: another file, another environment, a view that knows nothing yet. */
  private restart(): Promise<void> {
    this.revision = undefined;
    return this.refresh();
  }

  /** One request after the other, so that patches arrive in order. */
  private refresh(): Promise<void> {
    this.turn = this.turn.then(() => this.update());
    return this.turn;
  }

  private async update(): Promise<void> {
    const { panel, source } = this;
    if (panel === undefined || source === undefined) return;
    const since = this.revision === undefined ? {} : { since: this.revision };
    const answer = await this.server.ask(protocol.graph, { ...about(source), ...since });
    if (answer === undefined || this.source !== source) return;
    const name = vscode.workspace.asRelativePath(source);
    panel.title = `Graph of ${name.replace(/^.*\//, "")}`;
    this.remember(answer);
    this.say({ what: "graph", name, graph: answer });
    for (const editor of vscode.window.visibleTextEditors) this.follow(editor);
  }

  private remember(answer: protocol.Graph): void {
    this.revision = answer.revision;
    if (answer.full) this.nodes = new Map(answer.nodes?.map((node) => [node.id, node]));
    for (const { op, node, id } of answer.patches ?? []) {
      if (op === "remove" && id !== undefined) this.nodes.delete(id);
      else if (op !== "remove" && node) this.nodes.set(node.id, node);
    }
  }

  private turnTo(document: vscode.TextDocument): void {
    if (this.panel === undefined || document.languageId !== LANGUAGE || document.uri.toString() === this.source?.toString()) return;
    this.source = document.uri;
    void this.restart();
  }

  /** Marks the innermost stage around the cursor. */
  private follow(editor: vscode.TextEditor): void {
    if (editor.document.uri.toString() !== this.source?.toString()) return;
    const at = editor.selection.active;
    const around = this.shown.filter(({ range }) => toRange(range).contains(at));
    const inner = around.reduce<protocol.GraphNode | undefined>(
      (best, node) => (best && !toRange(best.range).contains(toRange(node.range)) ? best : node),
      undefined,
    );
    this.say({ what: "cursor", id: inner?.id ?? null });
  }

  private async hear(message: FromView): Promise<void> {
    if (message.what === "ready") return this.restart();
    const node = this.nodes.get(message.id);
    if (node === undefined || this.source === undefined) return;
    const open = vscode.window.visibleTextEditors.find((editor) => editor.document.uri.toString() === this.source?.toString());
    const { start } = toRange(node.range);
    await vscode.window.showTextDocument(this.source, {
      viewColumn: open?.viewColumn ?? vscode.ViewColumn.One,
      preserveFocus: !message.focus,
      selection: new vscode.Range(start, start),
    });
  }

  private say(message: ToView): void {
    void this.panel?.webview.postMessage(message);
  }
}

function toRange({ start, end }: protocol.GraphNode["range"]): vscode.Range {
  return new vscode.Range(start.line, start.character, end.line, end.character);
}

/** Nothing but our own script and style may run in it. */
function page(webview: vscode.Webview, dist: vscode.Uri): string {
  const nonce = randomBytes(18).toString("base64");
  const script = webview.asWebviewUri(vscode.Uri.joinPath(dist, "graph.js")).toString();
  const style = webview.asWebviewUri(vscode.Uri.joinPath(dist, "graph.css")).toString();
  const policy = `default-src 'none'; style-src ${webview.cspSource}; script-src 'nonce-${nonce}'`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
  <meta charset="UTF-8">
  <meta http-equiv="Content-Security-Policy" content="${policy}">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <link rel="stylesheet" href="${style}">
  <title>Graph</title>
</head>
<body>
  <p id="note" role="status"></p>
  <svg id="graph" role="graphics-document" xmlns="http://www.w3.org/2000/svg"></svg>
  <script nonce="${nonce}" src="${script}"></script>
</body>
</html>`;
}
