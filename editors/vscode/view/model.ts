// The graph as the view knows it: made once, then patched.
import type { Graph, GraphEdge, GraphNode } from "../src/protocol";

export class Model {
  readonly nodes = new Map<string, GraphNode>();
  readonly edges = new Map<string, GraphEdge>();

  take(graph: Graph): void {
    if (graph.full) {
      this.nodes.clear();
      this.edges.clear();
      for (const node of graph.nodes ?? []) this.nodes.set(node.id, node);
      for (const edge of graph.edges ?? []) this.edges.set(key(edge), edge);
    }
    for (const { op, node, edge, id } of graph.patches ?? []) {
      if (op === "remove") {
        if (edge) this.edges.delete(key(edge));
        if (id !== undefined) this.forget(id);
      } else {
        if (node) this.nodes.set(node.id, node);
        if (edge) this.edges.set(key(edge), edge);
      }
    }
  }

  /** Those that a stage is in, from the innermost. */
  around(id: string): string[] {
    const found: string[] = [];
    for (let at = this.nodes.get(id)?.parent; at != null && !found.includes(at); at = this.nodes.get(at)?.parent) found.push(at);
    return found;
  }

  private forget(id: string): void {
    this.nodes.delete(id);
    for (const [name, edge] of this.edges) if (edge.from === id || edge.to === id) this.edges.delete(name);
  }
}

export function key({ from, to, kind }: GraphEdge): string {
  return `${from}\n${to}\n${kind}`;
}
