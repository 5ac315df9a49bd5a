// Bundles the extension, the view of the graph and, with --tests, the tests of the extension.
import * as esbuild from "esbuild";

const common = { bundle: true, minify: !process.argv.includes("--tests"), legalComments: "none", logLevel: "warning" };
const extension = { ...common, platform: "node", format: "cjs", target: "node20", external: ["vscode"] };
await Promise.all([
  esbuild.build({ ...extension, entryPoints: ["src/extension.ts"], outfile: "dist/extension.js" }),
  esbuild.build({ ...common, entryPoints: ["view/main.ts"], outfile: "dist/graph.js", format: "iife", target: "es2022" }),
  esbuild.build({ ...common, entryPoints: ["view/graph.css"], outfile: "dist/graph.css" }),
  ...(process.argv.includes("--tests")
    ? [esbuild.build({ ...extension, entryPoints: ["tests/api/index.ts"], outfile: "dist/tests.js" })]
    : []),
]);
