// `test` blocks in the test explorer and in the gutter.
import * as vscode from "vscode";
import * as protocol from "./protocol";
import type { Server } from "./server";
import { about, subject } from "./settings";

/** Files that are looked through for tests before they are opened. */
const MOST_FILES = 500;

export class Testing implements vscode.Disposable {
  readonly controller = vscode.tests.createTestController("mlc", "mlc");
  private readonly profile: vscode.TestRunProfile;
  private readonly parts: vscode.Disposable[];

  constructor(private readonly server: Server) {
    const run = (request: vscode.TestRunRequest, token: vscode.CancellationToken) => this.run(request, token);
    this.profile = this.controller.createRunProfile("Run", vscode.TestRunProfileKind.Run, run, true);
    this.controller.refreshHandler = () => this.discover();
    const watcher = vscode.workspace.createFileSystemWatcher("**/*.mlflow");
    this.parts = [
      this.controller,
      watcher,
      watcher.onDidCreate((uri) => this.read(uri)),
      watcher.onDidDelete((uri) => this.controller.items.delete(uri.toString())),
      server.onAnalyzed(({ uri }) => this.read(vscode.Uri.parse(uri))),
      server.onChanged(() => server.running && this.discover()),
      vscode.commands.registerCommand("mlc.runTest", (file: unknown, name: unknown) => this.runNamed(file, name)),
    ];
  }

  dispose(): void {
    vscode.Disposable.from(...this.parts).dispose();
  }

  /** Reads every pipeline file of the folder, as far as there are not too many. */
  private async discover(): Promise<void> {
    const files = await vscode.workspace.findFiles("**/*.mlflow", undefined, MOST_FILES);
    await Promise.all(files.map((file) => this.read(file)));
  }

  private async read(uri: vscode.Uri): Promise<void> {
    const found = await this.server.ask(protocol.tests, about(uri));
    if (found === undefined) return;
    const id = uri.toString();
    if (found.length === 0) return this.controller.items.delete(id);
    const file = this.controller.items.get(id) ?? this.controller.createTestItem(id, vscode.workspace.asRelativePath(uri), uri);
    file.children.replace(
      found.map((test) => {
        const item = file.children.get(`${id}#${test.name}`) ?? this.controller.createTestItem(`${id}#${test.name}`, test.name, uri);
        item.range = toRange(test.range);
        if (test.doc !== null) item.description = test.doc;
        return item;
      }),
    );
    this.controller.items.add(file);
  }

  private async run(request: vscode.TestRunRequest, token: vscode.CancellationToken): Promise<void> {
    const run = this.controller.createTestRun(request);
    const excluded = new Set(request.exclude);
    const asked = request.include ?? [...this.controller.items].map(([, item]) => item);
    const leaves = asked.flatMap((item) => (item.parent ? [item] : [...item.children].map(([, child]) => child)));
    const wanted = [...new Set(leaves)].filter((item) => !excluded.has(item));
    for (const file of new Set(wanted.map((item) => item.parent?.id ?? ""))) {
      const items = wanted.filter((item) => item.parent?.id === file);
      if (token.isCancellationRequested) break;
      for (const item of items) run.started(item);
      const results = await this.server.ask(protocol.runTests, { ...about(file), names: items.map((item) => item.label) });
      for (const item of items) report(run, item, results?.find((result) => result.name === item.label));
    }
    run.end();
  }

  /** From a code lens: one test of a file, or all of them. */
  private async runNamed(file: unknown, name: unknown): Promise<void> {
    const uri = subject(file);
    if (uri === undefined) return;
    await this.read(uri);
    const item = this.controller.items.get(uri.toString());
    const one = typeof name === "string" ? item?.children.get(`${uri}#${name}`) : item;
    if (one === undefined) return void vscode.window.showInformationMessage("There is no such test in this file.");
    const request = new vscode.TestRunRequest([one], undefined, this.profile);
    await this.run(request, new vscode.CancellationTokenSource().token);
  }
}

function report(run: vscode.TestRun, item: vscode.TestItem, result: protocol.TestResult | undefined): void {
  if (result === undefined) return run.errored(item, new vscode.TestMessage("The language server gave no answer."));
  if (result.path.length > 0) run.appendOutput(`${result.name}: ${result.path.join(" → ")}\r\n`, undefined, item);
  if (result.passed) return run.passed(item);
  const message = new vscode.TestMessage(result.message ?? "It does not hold.");
  const range = result.range ? toRange(result.range) : item.range;
  if (item.uri && range) message.location = new vscode.Location(item.uri, range);
  run.failed(item, message);
}

function toRange({ start, end }: protocol.Test["range"]): vscode.Range {
  return new vscode.Range(start.line, start.character, end.line, end.character);
}

