// Runs tests/api/ inside the extension host of the real workbench, on the real `vscode`. The last line says how many hold.
//   node inside.mjs --tools DIR --mlc FILE --out DIR
// The workbench reads from its address which extension and which tests to run, and reports through two functions of the page.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { launch } from "./workbench.mjs";

const strings = Object.fromEntries(["tools", "mlc", "out"].map((name) => [name, { type: "string" }]));
const { values: given } = parseArgs({ options: strings });
const extension = path.resolve(import.meta.dirname, "../..");
const MINUTES = 3;

const built = spawnSync(process.execPath, ["scripts/build.mjs", "--tests"], { cwd: extension, stdio: "inherit" });
if (built.status !== 0) process.exit(1);
const out = path.resolve(given.out);
fs.mkdirSync(out, { recursive: true });
const log = fs.createWriteStream(path.join(out, "console.log"));
const results = [];
const hear = (kind, words) => {
  const text = [words].flat().map((word) => (typeof word === "string" ? word : JSON.stringify(word))).join(" ");
  log.write(`${kind}: ${text}\n`);
  for (const line of text.split("\n").filter((line) => line.startsWith("[test] "))) {
    results.push(line.slice(7));
    console.log(line.slice(7));
  }
};
let end;
const ended = new Promise((done) => (end = done));
const bench = await launch({
  tools: path.resolve(given.tools),
  out,
  workspace: (folder) => {
    for (const example of ["payroll-fraud", "multi-file"]) fs.cpSync(path.resolve(extension, "../../examples", example), folder, { recursive: true });
  },
  machine: { "mlc.server.path": path.resolve(given.mlc) },
  expose: { codeAutomationLog: hear, codeAutomationExit: (code) => end(code) },
  payload: (host) => [
    ["extensionDevelopmentPath", `vscode-remote://${host}${extension}`],
    ["extensionTestsPath", `vscode-remote://${host}${path.join(extension, "dist/tests.js")}`],
  ],
});
const late = setTimeout(() => end("none"), MINUTES * 60_000);
const code = await ended;
clearTimeout(late);
if (code === "none") await bench.page.screenshot({ path: path.join(out, "no-end.png") });
await bench.close();
const count = (word) => results.filter((line) => line.startsWith(word)).length;
// An end that is none of the tests' own is a failure too.
const broken = code === 0 || count("FAIL") > 0 ? 0 : 1;
if (broken) console.log(`FAIL  the tests ended with ${code}, see ${path.join(out, "console.log")}`);
console.log(`${count("ok")} passed, ${count("FAIL") + broken} failed`);
process.exit(code === 0 && count("ok") > 0 ? 0 : 1);
