// What a person does and sees: the words of the files in `tests/steps/`. README.md describes them.
import fs from "node:fs";
import path from "node:path";
import { until } from "./workbench.mjs";

const EDITOR = ".editor-group-container.active .monaco-editor";

/** Names of places on the screen. */
export const PLACES = {
  editor: `${EDITOR} .view-lines`,
  "other editor": ".editor-group-container:not(.active) .monaco-editor .view-lines",
  "other line": ".editor-group-container:not(.active) .monaco-editor .view-line",
  squiggle: ".monaco-editor .squiggly-error",
  warning: ".monaco-editor .squiggly-warning",
  problems: ".markers-panel .monaco-list-row",
  hover: ".monaco-hover:not(.hidden)",
  suggestion: ".suggest-widget.visible .monaco-list-row",
  fix: ".action-widget .monaco-list-row",
  rename: ".rename-box:focus-within",
  outline: ".outline-pane .monaco-list-row",
  lens: ".codelens-decoration",
  "lens link": ".codelens-decoration a",
  terminal: ".terminal-wrapper .xterm",
  hint: `${EDITOR} [class*="dyn-rule"]`,
  tokens: ".token-inspect-widget",
  marked: ".monaco-editor .view-overlays [class*='ced-']",
  tab: ".tab",
  status: ".part.statusbar .statusbar-item",
  toast: ".notification-toast",
  question: ".quick-input-widget .quick-input-title",
  choice: ".quick-input-list .monaco-list-row",
  "run test": ".monaco-editor .glyph-margin-widgets .testing-run-glyph, .monaco-editor .glyph-margin-widgets [class*='testing-run']",
  "passed test": ".monaco-editor .glyph-margin-widgets .codicon-testing-passed-icon",
  "failed test": ".monaco-editor .glyph-margin-widgets .codicon-testing-failed-icon",
  explorer: ".explorer-viewlet .monaco-list-row",
  "test explorer": ".test-explorer .monaco-list-row",
};

/** How long a person would wait. */
const PATIENCE = 20;

export function actions({ page, folder, shots }) {
  const place = (name) => {
    if (!(name in PLACES)) throw new Error(`there is no place "${name}"`);
    return PLACES[name];
  };
  const found = (name, text) => page.locator(place(name), text === undefined ? {} : { hasText: text });
  const texts = async (name) => (await page.locator(place(name)).allInnerTexts()).map((text) => text.replaceAll("\u00a0", " ").trim());
  const file = (name) => path.join(folder, name);

  /** A quick pick ignores keys until its list is there: the row that is asked for has to be seen first. */
  async function pick(input, row) {
    await page.keyboard.press("F1");
    const field = page.locator(".quick-input-widget input").first();
    await field.waitFor({ timeout: PATIENCE * 1000 });
    await field.fill(input);
    const name = page.locator(`${PLACES.choice} .label-name`, { hasText: row });
    await name.first().waitFor({ timeout: PATIENCE * 1000 });
    await page.waitForTimeout(150);
    await name.first().click();
    await page.mouse.move(1, 1); // what it rests on shows a tip
  }

  /** A label that is this and nothing more. */
  const exactly = (text) => new RegExp(`^\\s*${text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&").replaceAll(" ", "\\s")}\\s*$`);

  /** Where a text stands in the saved file, from 1. */
  async function position(name, { at, end = false, plus = 0 }) {
    // It may be about to be saved.
    const text = await until(5, `${JSON.stringify(at)} in ${name}`, () => {
      const text = fs.readFileSync(file(name), "utf8");
      return text.includes(at) && text;
    });
    const offset = text.indexOf(at);
    const before = text.slice(0, offset + plus + (end ? at.length : 0)).split("\n");
    return [before.length, before.at(-1).length + 1];
  }

  /** Frames of webviews come and go: each is asked anew. */
  async function inView(selector, text) {
    for (const frame of page.frames()) {
      const one = frame.locator(selector, text === undefined ? {} : { hasText: text }).first();
      if (frame !== page.mainFrame() && (await one.count().catch(() => 0))) return one;
    }
    return undefined;
  }

  let opened = "";
  return {
    async open(name) {
      await pick(name, exactly(path.basename(name)));
      await page.locator(`.tab.active[data-resource-name="${path.basename(name)}"]`).waitFor({ timeout: PATIENCE * 1000 });
      await page.locator(`${EDITOR} .view-line`).first().waitFor({ timeout: PATIENCE * 1000 });
      opened = name;
    },
    run: (title) => pick(`>${title}`, exactly(title)),
    async cursor(where) {
      const [line, column] = await position(where.file ?? opened, where);
      await pick(`:${line}:${column}`, "line");
      await page.waitForTimeout(200);
    },
    /** Types a text in the place of another. */
    async replace({ at, with: text, plus = 0, file: name }) {
      await this.cursor({ at, file: name });
      for (let left = plus; left > 0; left--) await page.keyboard.press("ArrowRight");
      for (let left = at.length - plus; left > 0; left--) await page.keyboard.press("Shift+ArrowRight");
      await page.keyboard.type(text, { delay: 30 });
    },
    async press(keys) {
      for (const key of [keys].flat()) await page.keyboard.press(key);
    },
    type: (text) => page.keyboard.type(text, { delay: 30 }),
    async see({ in: name, text, seconds = PATIENCE, least = 1 }) {
      try {
        await until(seconds, `"${text ?? "anything"}" in ${name}`, async () => (await found(name, text).filter({ visible: true }).count()) >= least);
      } catch (problem) {
        throw new Error(`${problem.message}; saw ${JSON.stringify((await texts(name)).slice(0, 20)).slice(0, 1500)}`);
      }
    },
    async gone({ in: name, text, seconds = PATIENCE }) {
      try {
        await until(seconds, `no "${text ?? "thing"}" in ${name}`, async () => (await found(name, text).filter({ visible: true }).count()) === 0);
      } catch (problem) {
        throw new Error(`${problem.message}; saw ${JSON.stringify(await texts(name)).slice(0, 1500)}`);
      }
    },
    click: ({ in: name, text, button = "left" }) => found(name, text).first().click({ timeout: PATIENCE * 1000, button }),
    async point({ in: name, text }) {
      await found(name, text).first().hover({ timeout: PATIENCE * 1000 });
    },
    /** As many colours in the active editor as only a grammar or a server gives. */
    async colours(least) {
      await until(PATIENCE, `${least} colours in the editor`, async () => {
        const seen = await page.$$eval(`${EDITOR} .view-line span span`, (all) => all.map((one) => getComputedStyle(one).color));
        return new Set(seen).size >= least;
      });
    },
    /** Saves and reads what was saved. */
    async saved({ file: name, has = [], lacks = [] }) {
      await page.keyboard.press("Control+s");
      await page.locator(".tab.active.dirty").waitFor({ state: "detached", timeout: PATIENCE * 1000 });
      const good = () => {
        const text = fs.readFileSync(file(name), "utf8");
        return [has].flat().every((part) => text.includes(part)) && ![lacks].flat().some((part) => text.includes(part));
      };
      await until(10, "the saved file", good).catch(() => {
        throw new Error(`${name} was saved as ${JSON.stringify(fs.readFileSync(file(name), "utf8")).slice(0, 3000)}`);
      });
    },
    /** Another program writes a file. */
    async write({ file: name, text }) {
      fs.writeFileSync(file(name), text);
    },
    async view({ sel, text, click = false, press, seconds = PATIENCE }) {
      const one = await until(seconds, `${sel} "${text ?? ""}" in the view`, () => inView(sel, text));
      if (click) await one.click();
      if (press) await one.focus();
      for (const key of [press ?? []].flat()) await page.keyboard.press(key);
    },
    async shot(name) {
      await page.waitForTimeout(300);
      await page.screenshot({ path: path.join(shots, name) });
    },
    sleep: (milliseconds) => page.waitForTimeout(milliseconds),
  };
}

/** Everything closed and saved files as they were: what one step did, the next does not see. */
export async function tidy({ page, folder }, act, workspace) {
  await page.keyboard.press("Escape");
  for (let left = 10; left > 0 && (await page.locator(".tab").count()) > 0; left--) await act.run("View: Revert and Close Editor");
  await act.run("Notifications: Clear All Notifications");
  workspace(folder);
}
