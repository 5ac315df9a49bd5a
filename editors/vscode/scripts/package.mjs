// Makes a .vsix: npm run package -- [--target linux-x64 --server PATH-OF-MLC] [--out FILE]
// With a target the program comes with it; without, the one on the path is used.
import { createVSIX } from "@vscode/vsce";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";

const FILES = [
  "package.json", "README.md", "language-configuration.json", "dist/extension.js", "dist/graph.js", "dist/graph.css",
  "images/icon.png", "images/file-light.svg", "images/file-dark.svg", "syntaxes", "snippets", "walkthrough",
];
const strings = { target: { type: "string" }, server: { type: "string" }, out: { type: "string" } };
const { values: { target, server, out } } = parseArgs({ options: strings });
if ((target === undefined) !== (server === undefined)) {
  console.error("--target and --server go together: a .vsix with a program is for one platform");
  process.exit(2);
}
const here = path.dirname(import.meta.dirname);
const built = spawnSync(process.execPath, ["scripts/build.mjs"], { cwd: here, stdio: "inherit" });
if (built.status !== 0) process.exit(1);
const stage = fs.mkdtempSync(path.join(os.tmpdir(), "mlc-vsix-"));
try {
  fs.writeFileSync(path.join(stage, ".vscodeignore"), ""); // all that is in it was chosen
  for (const file of FILES) fs.cpSync(path.join(here, file), path.join(stage, file), { recursive: true });
  fs.copyFileSync(path.join(here, "../../LICENSE"), path.join(stage, "LICENSE"));
  if (server !== undefined) {
    const name = target.startsWith("win32") ? "mlc.exe" : "mlc";
    fs.mkdirSync(path.join(stage, "server"));
    fs.copyFileSync(server, path.join(stage, "server", name));
    fs.chmodSync(path.join(stage, "server", name), 0o755);
  }
  const { name, version } = JSON.parse(fs.readFileSync(path.join(here, "package.json"), "utf8"));
  const file = path.resolve(out ?? `${[name, target, version].filter(Boolean).join("-")}.vsix`);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  await createVSIX({ cwd: stage, packagePath: file, dependencies: false, allowMissingRepository: true, ...(target ? { target } : {}) });
  console.log(`${file}  ${(fs.statSync(file).size / 1024).toFixed(0)} KiB`);
} finally {
  fs.rmSync(stage, { recursive: true, force: true });
}
