// Durations and costs as a person reads them.
import type { GraphNode } from "../src/protocol";

export function duration(seconds: number): string {
  if (seconds < 60) return `${Math.round(seconds)}s`;
  const minutes = Math.round(seconds / 60);
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  if (hours >= 48) return `${Math.round(hours / 24)}d`;
  return [hours > 0 ? `${hours}h` : "", rest > 0 ? `${rest}min` : ""].filter(Boolean).join(" ");
}

export function cost(dollars: number): string {
  if (dollars < 0.005) return "$0";
  return dollars < 100 ? `$${dollars.toFixed(2)}` : `$${Math.round(dollars)}`;
}

/** The line below a stage's name. */
export function details({ kind, seconds, dollars }: GraphNode): string {
  const parts = [kind, seconds === null ? "" : duration(seconds), dollars === null || dollars === 0 ? "" : cost(dollars)];
  return parts.filter(Boolean).join(" · ");
}

/** All of it, for those who hear it. */
export function spoken(node: GraphNode, next: string[]): string {
  const state = node.status === "ok" ? "" : node.status === "error" ? "has errors" : "has warnings";
  const leads = next.length > 0 ? `leads to ${next.join(" and ")}` : "";
  return [node.label, details(node).replaceAll(" · ", ", "), state, leads].filter(Boolean).join(", ");
}
