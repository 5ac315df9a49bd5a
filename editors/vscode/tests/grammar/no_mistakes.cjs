// Files that the compiler's parser accepts: nothing in them is coloured as a mistake, and no string is left open.
// node no_mistakes.cjs NODE_MODULES FILE...
const fs = require("fs");
const path = require("path");

const [modules, ...files] = process.argv.slice(2);
const { Registry, INITIAL, parseRawGrammar } = require(path.join(modules, "vscode-textmate"));
const { loadWASM, OnigScanner, OnigString } = require(path.join(modules, "vscode-oniguruma"));
const place = path.join(__dirname, "../../syntaxes/mlflow.tmLanguage.json");

async function main() {
  await loadWASM(fs.readFileSync(path.join(modules, "vscode-oniguruma/release/onig.wasm")).buffer);
  const registry = new Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new OnigScanner(patterns),
      createOnigString: (text) => new OnigString(text),
    }),
    loadGrammar: async () => parseRawGrammar(fs.readFileSync(place, "utf8"), place),
  });
  const grammar = await registry.loadGrammar("source.mlflow");

  function mistakes(text) {
    const found = [];
    let stack = INITIAL;
    text.split("\n").forEach((line, at) => {
      const { tokens, ruleStack } = grammar.tokenizeLine(line, stack);
      stack = ruleStack;
      const wrong = tokens.filter((token) => token.scopes.some((scope) => scope.startsWith("invalid.")));
      found.push(...wrong.map((token) => `${at + 1}: ${line.slice(token.startIndex, token.endIndex)}`));
    });
    if (stack.depth > 1) found.push("something is open at the end");
    return found;
  }

  if (mistakes('let a = 4weeks\nlet b = """').length !== 2) throw new Error("a mistake is not seen");
  let failed = 0;
  for (const file of files) {
    const found = mistakes(fs.readFileSync(file, "utf8"));
    failed += found.length > 0 ? 1 : 0;
    found.forEach((what) => console.log(`${file}:${what}`));
  }
  console.log(`${files.length - failed} passed, ${failed} failed`);
}

main();
