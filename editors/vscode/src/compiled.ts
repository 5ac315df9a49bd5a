// The state machine beside its source: a read-only document whose places and those of the source find each other.
import * as vscode from "vscode";
import * as protocol from "./protocol";
import type { Server } from "./server";
import { about, LANGUAGE, subject } from "./settings";

const SCHEME = "mlc-compiled";

export class CompiledView implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changed.event;
  private readonly lensesChanged = new vscode.EventEmitter<void>();
  private readonly known = new Map<string, protocol.Compiled>();
  private readonly here = vscode.window.createTextEditorDecorationType({
    backgroundColor: new vscode.ThemeColor("editor.rangeHighlightBackground"),
    overviewRulerColor: new vscode.ThemeColor("editorOverviewRuler.rangeHighlightForeground"),
    isWholeLine: true,
  });
  private readonly faded = vscode.window.createTextEditorDecorationType({ opacity: "0.6" });
  private readonly parts: vscode.Disposable[];

  constructor(private readonly server: Server) {
    this.parts = [
      this.changed,
      this.here,
      this.faded,
      vscode.workspace.registerTextDocumentContentProvider(SCHEME, this),
      this.lensesChanged,
      vscode.languages.registerCodeLensProvider({ scheme: SCHEME }, {
        onDidChangeCodeLenses: this.lensesChanged.event,
        provideCodeLenses: (document) => this.headline(document.uri),
      }),
      vscode.commands.registerCommand("mlc.openCompiled", (named: unknown) => this.open(named)),
      server.onAnalyzed(() => this.refresh()),
      server.onChanged(() => this.refresh()),
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.follow(sourceOf(document.uri))),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.known.delete(uri.toString())),
      vscode.window.onDidChangeTextEditorSelection((event) => this.moved(event)),
    ];
  }

  dispose(): void {
    vscode.Disposable.from(...this.parts).dispose();
  }

  async provideTextDocumentContent(view: vscode.Uri): Promise<string> {
    const source = sourceOf(view);
    const answer = source && (await this.server.ask(protocol.compiled, about(source)));
    if (!answer) return this.known.get(view.toString())?.text ?? "";
    this.known.set(view.toString(), answer);
    this.lensesChanged.fire();
    if (source) setTimeout(() => this.follow(source), 0);
    return answer.text;
  }

  /** What the compiled view of a file shows, for tests. */
  shown(source: vscode.Uri): protocol.Compiled | undefined {
    return this.known.get(viewOf(source).toString());
  }

  private async open(named: unknown): Promise<void> {
    const source = subject(named);
    if (source === undefined) return void vscode.window.showInformationMessage("Open an .mlflow file first.");
    const view = viewOf(source);
    const document = await vscode.workspace.openTextDocument(view);
    await vscode.languages.setTextDocumentLanguage(document, "json");
    await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true });
    this.follow(source);
  }

  /** Above the first line: what it is, or that it is not what the source says now. */
  private headline(view: vscode.Uri): vscode.CodeLens[] {
    const answer = this.known.get(view.toString());
    if (answer === undefined) return [];
    const size = `${answer.states} states, ${(answer.bytes / 1024).toFixed(1)} KiB`;
    const title = answer.stale ? `$(warning) stale: the source has errors, this is the last state machine without any (${size})` : size;
    return [new vscode.CodeLens(new vscode.Range(0, 0, 0, 0), { title, command: "" })];
  }

  private refresh(): void {
    for (const { uri } of vscode.workspace.textDocuments) if (uri.scheme === SCHEME) this.changed.fire(uri);
  }

  private moved({ textEditor, kind, selections }: vscode.TextEditorSelectionChangeEvent): void {
    const { document } = textEditor;
    if (document.languageId === LANGUAGE) this.follow(document.uri);
    // Only what a person does: a selection that is set from here has no kind.
    const byPerson = kind === vscode.TextEditorSelectionChangeKind.Mouse || kind === vscode.TextEditorSelectionChangeKind.Keyboard;
    const at = selections[0]?.active;
    if (document.uri.scheme === SCHEME && byPerson && at) void this.toSource(document.uri, at);
  }

  /** Marks what the place of the cursor in a source file, or in what it imports, has become. */
  private follow(cursorIn: vscode.Uri | undefined): void {
    const editors = vscode.window.visibleTextEditors;
    const source = editors.find((editor) => editor.document.uri.toString() === cursorIn?.toString());
    if (source === undefined) return;
    for (const editor of editors) {
      const answer = this.known.get(editor.document.uri.toString());
      if (answer === undefined) continue;
      const ranges = becomes(answer.positions, source.document.uri, source.selection.active);
      editor.setDecorations(this.here, ranges);
      editor.setDecorations(this.faded, answer.stale ? [new vscode.Range(0, 0, editor.document.lineCount, 0)] : []);
      if (ranges[0]) editor.revealRange(ranges[0], vscode.TextEditorRevealType.InCenterIfOutsideViewport);
    }
  }

  private async toSource(view: vscode.Uri, at: vscode.Position): Promise<void> {
    const positions = this.known.get(view.toString())?.positions ?? [];
    const pair = narrowest(positions.filter((pair) => toRange(pair.compiled).contains(at)), (pair) => pair.compiled);
    if (pair === undefined) return;
    const uri = vscode.Uri.parse(pair.sourceUri);
    const open = vscode.window.visibleTextEditors.find((editor) => editor.document.uri.toString() === uri.toString());
    const column = open?.viewColumn ?? vscode.ViewColumn.One;
    const selection = toRange(pair.source);
    await vscode.window.showTextDocument(uri, { viewColumn: column, preserveFocus: true, selection });
  }
}

/** All that the narrowest piece of source around a place has become; a field is known by its line too, not only by its value. */
function becomes(positions: protocol.Pair[], source: vscode.Uri, at: vscode.Position): vscode.Range[] {
  const here = positions.filter((pair) => sameFile(pair.sourceUri, source));
  const around = narrowest(here.filter((pair) => toRange(pair.source).contains(at)), (pair) => pair.source);
  const inLine = here.filter(({ source: { start, end } }) => start.line === at.line && end.line === at.line);
  const best = around && !toRange(around.source).isSingleLine ? (inLine[0] ?? around) : around;
  return here.filter((pair) => best && toRange(pair.source).isEqual(toRange(best.source))).map((pair) => toRange(pair.compiled));
}

function narrowest<T>(all: T[], range: (one: T) => protocol.Pair["source"]): T | undefined {
  return all.reduce<T | undefined>((best, one) => (best && !toRange(range(best)).contains(toRange(range(one))) ? best : one), undefined);
}

function sameFile(uri: string, other: vscode.Uri): boolean {
  return vscode.Uri.parse(uri).toString() === other.toString();
}

function toRange({ start, end }: protocol.Pair["source"]): vscode.Range {
  return new vscode.Range(start.line, start.character, end.line, end.character);
}

function viewOf(source: vscode.Uri): vscode.Uri {
  const name = source.path.replace(/^.*\//, "").replace(/\.mlflow$/, "");
  return vscode.Uri.from({ scheme: SCHEME, path: `/${name}.asl.json`, query: source.toString() });
}

function sourceOf(view: vscode.Uri): vscode.Uri | undefined {
  return view.scheme === SCHEME ? vscode.Uri.parse(view.query) : undefined;
}
