// Starts the real workbench of VS Code (the npm package code-server) with extensions in it, and opens it in headless Chromium.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import { createRequire } from "node:module";
import net from "node:net";
import os from "node:os";
import path from "node:path";

const QUIET = {
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
  "workbench.enableExperiments": false,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "chat.disableAIFeatures": true,
  "telemetry.telemetryLevel": "off",
  "extensions.autoUpdate": false,
  "extensions.autoCheckUpdates": false,
  "extensions.ignoreRecommendations": true,
  "update.mode": "none",
  "git.enabled": false,
  "editor.minimap.enabled": false,
  "editor.cursorBlinking": "solid",
  "terminal.integrated.gpuAcceleration": "off", // words, not pixels
  "files.autoSave": "off",
  "files.hotExit": "off",
};

/**
 * `tools`: where package.json of this folder is installed. `workspace`: a function that fills a folder. `payload`: for tests inside.
 * `trust`: whether the folder is trusted without a question.
 */
export async function launch({ tools, out, vsix = [], workspace, theme = "Default Dark Modern", settings = {}, machine = {}, trust = true, size = [1280, 800], expose = {}, payload }) {
  const { chromium } = createRequire(path.join(tools, "package.json"))("playwright-core");
  fs.mkdirSync(out, { recursive: true });
  const home = fs.mkdtempSync(path.join(os.tmpdir(), "mlc-workbench-"));
  const folder = path.join(home, "pipelines");
  const user = path.join(home, "user");
  fs.mkdirSync(path.join(user, "User"), { recursive: true });
  fs.mkdirSync(folder);
  workspace(folder);
  const all = { ...QUIET, "workbench.colorTheme": theme, "security.workspace.trust.enabled": !trust, ...settings };
  fs.writeFileSync(path.join(user, "User", "settings.json"), JSON.stringify(all, null, 2));
  // What belongs to a machine is not read from a person's settings, where the workbench runs on another.
  fs.mkdirSync(path.join(user, "Machine"));
  fs.writeFileSync(path.join(user, "Machine", "settings.json"), JSON.stringify(machine));
  fs.writeFileSync(path.join(home, "config.yaml"), "auth: none\n");
  const node = nodeOf(tools);
  const places = ["--user-data-dir", user, "--extensions-dir", path.join(home, "extensions"), "--config", path.join(home, "config.yaml")];
  const program = [path.join(tools, "node_modules/code-server"), ...places];
  const env = { ...process.env, PATH: [path.dirname(node), process.env.PATH].join(path.delimiter) };
  delete env.VSCODE_IPC_HOOK_CLI;
  env.EXTENSIONS_GALLERY = "{}"; // no marketplace: nothing is looked up
  let server, browser;
  const close = async () => {
    await browser?.close();
    if (server && server.exitCode === null && server.kill("SIGTERM")) {
      await Promise.race([once(server, "exit"), new Promise((done) => setTimeout(done, 5000))]);
      if (server.exitCode === null) server.kill("SIGKILL");
    }
    const logs = path.join(user, "logs");
    if (fs.existsSync(logs)) fs.cpSync(logs, path.join(out, "logs"), { recursive: true, force: true });
    fs.rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    for (const file of vsix) install(node, program, file, env);
    const port = await freePort();
    const log = fs.openSync(path.join(out, "code-server.log"), "w");
    const quiet = ["--disable-telemetry", "--disable-update-check", "--disable-getting-started-override"];
    const serve = ["--bind-addr", `127.0.0.1:${port}`, "--auth", "none", ...quiet, ...(trust ? ["--disable-workspace-trust"] : [])];
    server = spawn(node, [...program, ...serve], { stdio: ["ignore", log, log], env });
    await until(60, "code-server to answer", async () => (await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => undefined))?.ok);
    browser = await chromium.launch({
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
    });
    const context = await browser.newContext({ viewport: { width: size[0], height: size[1] }, permissions: ["clipboard-read", "clipboard-write"] });
    const page = await context.newPage();
    for (const [name, work] of Object.entries(expose)) await page.exposeFunction(name, work);
    if (payload) await page.addInitScript(allowTests);
    const query = new URLSearchParams({ folder, ...(payload ? { payload: JSON.stringify(payload(`127.0.0.1:${port}`)) } : {}) });
    await page.goto(`http://127.0.0.1:${port}/?${query}`);
    await page.waitForSelector(".monaco-workbench .part.statusbar", { timeout: 90_000 });
    return { page, folder, close };
  } catch (problem) {
    await close();
    throw problem;
  }
}

/** The Node that code-server wants. */
export function nodeOf(tools) {
  return path.join(tools, `node_modules/node-${process.platform}-${process.arch}/bin/node`);
}

export async function until(seconds, what, holds) {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await holds();
    if (answer) return answer;
    if (Date.now() > end) throw new Error(`waited ${seconds} s for ${what}`);
    await new Promise((done) => setTimeout(done, 100));
  }
}

function install(node, program, file, env) {
  const done = spawnSync(node, [...program, "--install-extension", path.resolve(file), "--force"], { encoding: "utf8", env });
  const told = `${done.stdout}${done.stderr}`;
  if (done.status !== 0 || /failed installing/i.test(told)) throw new Error(`${file} cannot be installed: ${told}`);
}

function freePort() {
  return new Promise((done) => {
    const server = net.createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}

/**
 * A built VS Code reads which tests to run only under its smoke-test driver: that is switched on in the page's configuration before the
 * workbench starts. (Not by changing the response: Chromium then takes the page for a foreign one and blocks its WebSocket.)
 */
function allowTests() {
  new MutationObserver((_, observer) => {
    const element = document.getElementById("vscode-workbench-web-configuration");
    if (!element) return;
    observer.disconnect();
    const settings = JSON.parse(element.getAttribute("data-settings"));
    settings.developmentOptions = { ...settings.developmentOptions, enableSmokeTestDriver: true };
    element.setAttribute("data-settings", JSON.stringify(settings));
  }).observe(document, { childList: true, subtree: true });
}
