// What a code means, as a page in the editor.
import * as vscode from "vscode";
import * as protocol from "./protocol";
import type { Server } from "./server";

const SCHEME = "mlc-code";

export function explainCodes(server: Server): vscode.Disposable {
  const pages = vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
    provideTextDocumentContent: async ({ path }) => {
      const code = path.replace(/^\//, "").replace(/\.md$/, "");
      return (await server.ask(protocol.explain, { code }))?.markdown ?? `There is no code \`${code}\`.\n`;
    },
  });
  const command = vscode.commands.registerCommand("mlc.explain", async (named: unknown) => {
    const code = typeof named === "string" ? named : await ask();
    if (code === undefined) return;
    const page = vscode.Uri.from({ scheme: SCHEME, path: `/${code.trim().toUpperCase()}.md` });
    await vscode.commands.executeCommand("markdown.showPreview", page);
  });
  return vscode.Disposable.from(pages, command);
}

/** Which code: those at the cursor are offered first. */
async function ask(): Promise<string | undefined> {
  const editor = vscode.window.activeTextEditor;
  const at = editor?.selection.active;
  const problems = editor && at ? vscode.languages.getDiagnostics(editor.document.uri) : [];
  const value = problems.find((problem) => at && problem.range.contains(at)) ?? problems[0];
  const code = typeof value?.code === "object" ? value.code.value : value?.code;
  const validateInput = (text: string) => (/^[EW]\d{4}$/i.test(text.trim()) ? undefined : "A code is a letter and four digits, such as E0302.");
  return vscode.window.showInputBox({ title: "Explain a Code", value: String(code ?? ""), placeHolder: "E0302", validateInput });
}
