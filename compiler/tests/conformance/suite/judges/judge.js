// Every judge that lives on npm, in one process over all files.
// stdin: {"machines": [{"name", "path"}], "expressions": [{"name", "text"}]}; stdout: [{judge, document, message}].
"use strict";
const fs = require("fs");
const aslValidator = require("asl-validator");
const { getLanguageService } = require("amazon-states-language-service");
const { TextDocument } = require("vscode-languageserver-textdocument");
const jsonata = require("jsonata");

const validate = aslValidator.default ?? aslValidator;

function byAslValidator(name, text, findings) {
  const { isValid, errors } = validate(JSON.parse(text), { checkPaths: true, checkArn: true });
  if (isValid) return;
  for (const error of errors) {
    const where = error.path ?? error.instancePath ?? "";
    findings.push({ judge: "asl-validator", document: name, message: `${error["Error code"] ?? ""} ${where} ${error.Message ?? error.message ?? JSON.stringify(error)}`.trim() });
  }
}

async function byLanguageService(service, name, text, findings) {
  const document = TextDocument.create(`file:///${encodeURIComponent(name)}`, "asl", 1, text);
  const diagnostics = await service.doValidation(document, service.parseJSONDocument(document), { commentsSeverity: "error" });
  for (const found of diagnostics) {
    findings.push({ judge: "language-service", document: name, message: `line ${found.range.start.line + 1}: ${found.message}` });
  }
}

function byJsonata(name, text, findings) {
  try {
    jsonata(text);
  } catch (error) {
    findings.push({ judge: "jsonata", document: name, message: `${error.message} in \`${text}\`` });
  }
}

async function main() {
  const { machines, expressions } = JSON.parse(fs.readFileSync(0, "utf8"));
  const findings = [];
  const service = getLanguageService({});
  for (const { name, path } of machines) {
    const text = fs.readFileSync(path, "utf8");
    byAslValidator(name, text, findings);
    await byLanguageService(service, name, text, findings);
  }
  for (const { name, text } of expressions) byJsonata(name, text, findings);
  process.stdout.write(JSON.stringify(findings));
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
