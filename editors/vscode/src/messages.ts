// What the panel of the graph and the extension say to each other.
import type { Graph } from "./protocol";

export type ToView = { what: "graph"; name: string; graph: Graph } | { what: "cursor"; id: string | null };

export type FromView = { what: "ready" } | { what: "go"; id: string; focus: boolean };
