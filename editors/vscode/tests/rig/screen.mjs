// Plays the files of tests/steps/ in the real workbench: what a person does, what is seen then. The last line says how many hold.
//   node screen.mjs --tools DIR --vsix FILE --plain FILE --out DIR [--shots DIR] [--filter TEXT]
import fs from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { actions, tidy } from "./actions.mjs";
import { launch } from "./workbench.mjs";

const strings = Object.fromEntries(["tools", "vsix", "plain", "out", "shots", "filter"].map((name) => [name, { type: "string" }]));
const { values: given } = parseArgs({ options: strings });
const root = path.resolve(import.meta.dirname, "../../../..");
const steps = path.join(import.meta.dirname, "../steps");
const wanted = (given.filter ?? "").toLowerCase();
let [passed, failed] = [0, 0];

for (const name of fs.readdirSync(steps).filter((file) => file.endsWith(".json")).sort()) {
  const session = JSON.parse(fs.readFileSync(path.join(steps, name), "utf8"));
  const cases = session.steps.filter((step) => `${name} ${step.name}`.toLowerCase().includes(wanted));
  if (cases.length > 0) await play(path.basename(name, ".json"), session, cases);
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);

async function play(name, session, cases) {
  const out = path.resolve(given.out, name);
  const workspace = (folder) => {
    for (const from of session.workspace) fs.cpSync(path.join(root, from), folder, { recursive: true, force: true });
    for (const [file, text] of Object.entries(session.files ?? {})) {
      fs.mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
      fs.writeFileSync(path.join(folder, file), text);
    }
  };
  const { theme, settings, trust, size } = session;
  const setting = Object.fromEntries(Object.entries({ theme, settings, trust, size }).filter(([, value]) => value !== undefined));
  // The one without the program is for what a person sees who has none.
  const vsix = session.program === false ? given.plain : given.vsix;
  const bench = await launch({ tools: path.resolve(given.tools), out, vsix: [vsix], workspace, ...setting });
  const act = actions({ ...bench, shots: path.resolve(given.shots ?? given.out) });
  try {
    for (const step of cases) {
      const start = Date.now();
      const problem = await attempt(step, bench, act, workspace);
      const seconds = ((Date.now() - start) / 1000).toFixed(1);
      if (problem === undefined) {
        passed += 1;
        console.log(`ok    ${name}: ${step.name} (${seconds} s)`);
        continue;
      }
      failed += 1;
      const picture = path.join(out, `${step.name.replaceAll(/\W+/g, "-")}.png`);
      await bench.page.screenshot({ path: picture });
      console.log(`FAIL  ${name}: ${step.name} (${seconds} s)\n      ${problem}\n      see ${picture}`);
    }
  } finally {
    await bench.close();
  }
}

/** Plays one step in a tidy workbench; gives what went wrong. */
async function attempt(step, bench, act, workspace) {
  let at = "tidying up";
  try {
    await tidy(bench, act, workspace);
    for (const action of step.do) {
      at = JSON.stringify(action);
      const [[verb, object]] = Object.entries(action);
      if (!(verb in act)) throw new Error("there is no such action");
      await act[verb](object);
    }
    return undefined;
  } catch (problem) {
    return `${at}: ${String(problem.message).split("\n")[0]}`;
  }
}
