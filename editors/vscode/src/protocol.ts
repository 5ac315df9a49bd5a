// The requests of `mlc lsp` that are not in the Language Server Protocol.
import { NotificationType, type Range, RequestType, type TextDocumentIdentifier } from "vscode-languageclient/node";

interface OfDocument {
  textDocument: TextDocumentIdentifier;
  env?: string;
}

/** A piece of source and a piece of the state machine that it became. */
export interface Pair {
  source: Range;
  sourceUri: string;
  compiled: Range;
  pointer: string;
}

export interface Compiled {
  version: number | null;
  /** The present text has errors; this is what the last good one became. */
  stale: boolean;
  text: string;
  states: number;
  bytes: number;
  positions: Pair[];
}

export interface GraphNode {
  id: string;
  label: string;
  kind: string;
  parent: string | null;
  status: "ok" | "warning" | "error";
  seconds: number | null;
  dollars: number | null;
  range: Range;
  branch: string | null;
  pointer: string | null;
}

export interface GraphEdge {
  from: string;
  to: string;
  kind: "data" | "order" | "failure";
}

export interface Patch {
  op: "remove" | "add" | "change";
  node?: GraphNode;
  edge?: GraphEdge;
  id?: string;
}

export interface Graph {
  revision: number;
  stale: boolean;
  full: boolean;
  nodes?: GraphNode[];
  edges?: GraphEdge[];
  patches?: Patch[];
}

export interface Test {
  name: string;
  range: Range;
  doc: string | null;
}

export interface TestResult {
  name: string;
  passed: boolean;
  message: string | null;
  range: Range | null;
  path: string[];
}

export interface Analyzed {
  uri: string;
  version: number;
  errors: number;
  warnings: number;
}

export const compiled = new RequestType<OfDocument, Compiled, void>("mlc/compiled");
export const graph = new RequestType<OfDocument & { since?: number }, Graph, void>("mlc/graph");
export const tests = new RequestType<OfDocument, Test[], void>("mlc/tests");
export const runTests = new RequestType<OfDocument & { names?: string[] }, TestResult[], void>("mlc/runTests");
export const explain = new RequestType<{ code: string }, { markdown: string }, void>("mlc/explain");
export const analyzed = new NotificationType<Analyzed>("mlc/analyzed");
