// Where everything is drawn: layers from top to bottom, and a box for what is inside of a stage, laid out the same way.
import * as dagre from "@dagrejs/dagre";
import type { GraphEdge } from "../src/protocol";
import type { Model } from "./model";

export interface Box {
  id: string;
  /** Left upper corner. */
  x: number;
  y: number;
  width: number;
  height: number;
  /** Has others inside: only its head is its own. */
  holds: boolean;
  /** A branch of a stage, which is no stage itself. */
  branch: string | null;
}

export interface Line {
  id: string;
  from: string;
  to: string;
  kind: GraphEdge["kind"];
  points: { x: number; y: number }[];
}

export interface Drawing {
  boxes: Map<string, Box>;
  lines: Map<string, Line>;
  width: number;
  height: number;
}

const LEAF = { width: 176, height: 48 };
const HEAD = 34;
const PAD = 14;
const TOP = "";
/** Of several lines between the same two boxes the first of these is drawn. */
const KINDS: GraphEdge["kind"][] = ["data", "order", "failure"];

export function layout(model: Model): Drawing {
  const inside = tree(model);
  const drawing: Drawing = { boxes: new Map(), lines: new Map(), width: 0, height: 0 };
  const levels = between(model, inside.parents);
  const { width, height } = place(TOP, inside.children, levels, drawing);
  return { ...drawing, width: width + 2 * PAD, height: height + 2 * PAD };
}

interface Tree {
  children: Map<string, string[]>;
  parents: Map<string, string>;
}

/** What is inside of what; a stage with branches has a box for each of them. */
function tree({ nodes }: Model): Tree {
  const children = new Map<string, string[]>([[TOP, []]]);
  const parents = new Map<string, string>();
  const put = (id: string, parent: string) => {
    parents.set(id, parent);
    children.set(parent, [...(children.get(parent) ?? []), id]);
  };
  for (const { id, parent, branch } of nodes.values()) {
    if (parent === null || !nodes.has(parent)) put(id, TOP);
    else if (branch === null) put(id, parent);
    else {
      const box = branchId(parent, branch);
      if (!parents.has(box)) put(box, parent);
      put(id, box);
    }
  }
  return { children, parents };
}

/** Every edge at the level where its ends part, between the boxes that hold them there. */
function between({ edges }: Model, parents: Map<string, string>): Map<string, Line[]> {
  const levels = new Map<string, Map<string, Line>>();
  const path = (id: string) => {
    const found = [id];
    for (let at = parents.get(id); at !== undefined && at !== TOP; at = parents.get(at)) found.unshift(at);
    return [TOP, ...found];
  };
  for (const { from, to, kind } of edges.values()) {
    if (!parents.has(from) || !parents.has(to)) continue;
    const [one, other] = [path(from), path(to)];
    let depth = 0;
    while (one[depth + 1] !== undefined && one[depth + 1] === other[depth + 1]) depth += 1;
    const [start, end] = [one[depth + 1], other[depth + 1]];
    // One is inside of the other: the box says it.
    if (start === undefined || end === undefined) continue;
    const level = levels.get(one[depth] ?? TOP) ?? new Map<string, Line>();
    const id = `${start}\n${end}`;
    const known = level.get(id);
    if (known === undefined || KINDS.indexOf(kind) < KINDS.indexOf(known.kind)) {
      level.set(id, { id, from: start, to: end, kind, points: [] });
    }
    levels.set(one[depth] ?? TOP, level);
  }
  return new Map([...levels].map(([name, level]) => [name, [...level.values()]]));
}

interface Size {
  width: number;
  height: number;
}

/** Lays out what is inside of one box, from its own corner, and says how large that is. */
function place(parent: string, children: Map<string, string[]>, levels: Map<string, Line[]>, drawing: Drawing): Size {
  const graph = new dagre.graphlib.Graph();
  graph.setGraph({ rankdir: "TB", nodesep: 24, ranksep: 34, edgesep: 14 });
  graph.setDefaultEdgeLabel(() => ({}));
  const inner = new Map<string, Drawing>();
  for (const id of children.get(parent) ?? []) {
    if (!children.has(id)) {
      graph.setNode(id, { ...LEAF });
      continue;
    }
    const own: Drawing = { boxes: new Map(), lines: new Map(), width: 0, height: 0 };
    const { width, height } = place(id, children, levels, own);
    inner.set(id, own);
    graph.setNode(id, { width: Math.max(width + 2 * PAD, LEAF.width), height: height + HEAD + PAD });
  }
  const lines = levels.get(parent) ?? [];
  for (const { from, to } of lines) graph.setEdge(from, to, {});
  dagre.layout(graph);
  for (const id of graph.nodes()) {
    const { x, y, width, height } = graph.node(id) as Size & { x: number; y: number };
    const corner = { x: x - width / 2 + (parent === TOP ? PAD : 0), y: y - height / 2 + (parent === TOP ? PAD : 0) };
    drawing.boxes.set(id, { id, ...corner, width, height, holds: children.has(id), branch: branchOf(id) });
    const own = inner.get(id);
    if (own) shift(own, drawing, corner.x + PAD, corner.y + HEAD);
  }
  const by = parent === TOP ? PAD : 0;
  for (const line of lines) {
    const { points = [] } = graph.edge(line.from, line.to) as { points?: Line["points"] };
    drawing.lines.set(line.id, { ...line, points: points.map(({ x, y }) => ({ x: x + by, y: y + by })) });
  }
  const { width = 0, height = 0 } = graph.graph() as Partial<Size>;
  return { width: Math.max(0, width), height: Math.max(0, height) };
}

function shift(from: Drawing, to: Drawing, dx: number, dy: number): void {
  for (const box of from.boxes.values()) to.boxes.set(box.id, { ...box, x: box.x + dx, y: box.y + dy });
  for (const line of from.lines.values()) {
    to.lines.set(line.id, { ...line, points: line.points.map(({ x, y }) => ({ x: x + dx, y: y + dy })) });
  }
}

const MARK = "\nbranch ";

function branchId(parent: string, branch: string): string {
  return parent + MARK + branch;
}

function branchOf(id: string): string | null {
  const at = id.lastIndexOf(MARK);
  return at < 0 ? null : id.slice(at + MARK.length);
}
