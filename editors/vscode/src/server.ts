// The language server: started, stopped, started again, and asked.
import * as vscode from "vscode";
import {
  LanguageClient,
  type LanguageClientOptions,
  type RequestType,
  RevealOutputChannelOn,
  State,
} from "vscode-languageclient/node";
import { find, missing, type Program } from "./program";
import * as protocol from "./protocol";
import { LANGUAGE } from "./settings";

/** Commands that code lenses may use, because this extension has them. */
const CLIENT_COMMANDS = ["mlc.runTest", "mlc.openCompiled", "mlc.showGraph", "mlc.explain"];

export class Server implements vscode.Disposable {
  readonly output = vscode.window.createOutputChannel("mlc", { log: true });
  private client: LanguageClient | undefined;
  private used: Program | undefined;
  private turn: Promise<void> = Promise.resolve();
  private readonly analyzed = new vscode.EventEmitter<protocol.Analyzed>();
  private readonly changed = new vscode.EventEmitter<void>();
  /** After each analysis of a file: what shows it asks again. */
  readonly onAnalyzed = this.analyzed.event;
  /** The server has come or gone. */
  readonly onChanged = this.changed.event;

  constructor(private readonly context: vscode.ExtensionContext) {}

  /** The program that runs, or would be run by a task. */
  get program(): Program | undefined {
    const found = this.used ?? find(this.context);
    return typeof found === "string" ? undefined : found;
  }

  get running(): boolean {
    return this.client?.state === State.Running;
  }

  get version(): string | undefined {
    return this.running ? this.client?.initializeResult?.serverInfo?.version : undefined;
  }

  /** Stops what runs and starts what the settings name now; one change after the other. */
  restart(): Promise<boolean> {
    const done = this.turn.then(async () => {
      await this.stop();
      return this.start();
    });
    this.turn = done.then(() => undefined, () => undefined);
    return done;
  }

  /** The answer to a request; nothing where there is no server or it has no answer. */
  async ask<P, R>(request: RequestType<P, R, void>, params: P): Promise<R | undefined> {
    const client = this.client;
    if (client === undefined || client.state !== State.Running) return undefined;
    try {
      return await client.sendRequest<R>(request.method, params);
    } catch (error) {
      this.output.warn(`${request.method}: ${error instanceof Error ? error.message : String(error)}`);
      return undefined;
    }
  }

  dispose(): void {
    void this.stop();
    this.output.dispose();
    this.analyzed.dispose();
    this.changed.dispose();
  }

  private async start(): Promise<boolean> {
    const found = find(this.context);
    if (typeof found === "string") {
      this.output.error(found);
      this.changed.fire();
      void missing(found);
      return false;
    }
    this.used = found;
    this.output.info(`starting ${found.path} lsp`);
    const client = new LanguageClient("mlc", "mlc", { command: found.path, args: ["lsp"] }, this.options());
    client.onNotification(protocol.analyzed, (what) => this.analyzed.fire(what));
    client.onDidChangeState(() => this.changed.fire());
    this.client = client;
    try {
      await client.start();
      return true;
    } catch (error) {
      this.output.error(`the language server did not start: ${String(error)}`);
      return false;
    }
  }

  private async stop(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    this.used = undefined;
    try {
      await client?.dispose();
    } catch (error) {
      this.output.warn(`the language server did not stop in order: ${String(error)}`);
    }
  }

  private options(): LanguageClientOptions {
    return {
      documentSelector: [{ language: LANGUAGE, scheme: "file" }, { language: LANGUAGE, scheme: "untitled" }],
      initializationOptions: { clientCommands: CLIENT_COMMANDS },
      synchronize: { configurationSection: "mlc" },
      outputChannel: this.output,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
    };
  }
}
