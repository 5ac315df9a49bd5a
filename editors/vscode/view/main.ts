// The view of the graph: hears of graphs and of the cursor, tells where a person wants to go.
import type { FromView, ToView } from "../src/messages";
import { Picture } from "./draw";
import { isWay, towards } from "./keys";
import { type Drawing, layout } from "./layout";
import { Model } from "./model";

const host = acquireVsCodeApi();
const svg = document.querySelector<SVGSVGElement>("#graph")!;
const note = document.querySelector<HTMLElement>("#note")!;
const model = new Model();
const picture = new Picture(svg);
let drawing: Drawing = { boxes: new Map(), lines: new Map(), width: 0, height: 0 };
let current: string | null = null;
/** Chosen by a person; none: as large as fits. */
let zoomed: number | undefined;

window.addEventListener("message", ({ data }: MessageEvent<ToView>) => {
  if (data.what === "cursor") return mark(data.id);
  model.take(data.graph);
  drawing = layout(model);
  show();
  svg.setAttribute("aria-label", `Graph of ${data.name}, ${model.nodes.size} stages`);
  document.body.classList.toggle("stale", data.graph.stale);
  note.textContent = data.graph.stale ? "The source has errors: this is the last graph without any." : model.nodes.size === 0 ? "There are no stages." : "";
  if (current === null || !model.nodes.has(current)) reach(model.nodes.keys().next().value ?? null);
});

window.addEventListener("resize", show);

svg.addEventListener("click", (event) => {
  const id = stageAt(event.target);
  if (id === null) return;
  reach(id);
  go(id, false);
});

svg.addEventListener("focusin", (event) => reach(stageAt(event.target)));

window.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "+" || event.key === "-" || event.key === "0") return zoom(event.key);
  const id = stageAt(document.activeElement);
  if (id === null) return;
  if (event.key === "Enter" || event.key === " ") go(id, event.key === "Enter");
  else if (isWay(event.key)) picture.shape(towards(event.key, id, drawing) ?? id)?.focus();
  else return;
  event.preventDefault();
});

/** The stage under the cursor of the source. */
function mark(id: string | null): void {
  for (const old of svg.querySelectorAll("[aria-current]")) old.removeAttribute("aria-current");
  const shape = id === null ? undefined : picture.shape(id);
  if (id === null || shape === undefined) return;
  shape.setAttribute("aria-current", "true");
  if (!svg.contains(document.activeElement)) reach(id);
  shape.scrollIntoView({ block: "nearest", inline: "nearest" });
}

/** The one stage that the tab key leads to. */
function reach(id: string | null): void {
  if (current !== null) picture.shape(current)?.setAttribute("tabindex", "-1");
  current = id;
  if (id !== null) picture.shape(id)?.setAttribute("tabindex", "0");
}

function stageAt(target: EventTarget | null): string | null {
  const id = target instanceof Element ? target.closest<SVGGElement>("g[data-id]")?.dataset["id"] : undefined;
  return id !== undefined && model.nodes.has(id) ? id : null;
}

function go(id: string, focus: boolean): void {
  say({ what: "go", id, focus });
}

function zoom(key: "+" | "-" | "0"): void {
  zoomed = key === "0" ? undefined : Math.min(3, Math.max(0.3, scale() * (key === "+" ? 1.2 : 1 / 1.2)));
  show();
}

/** Not larger than life, and not smaller than can be read. */
function scale(): number {
  return zoomed ?? Math.min(1, Math.max(0.6, document.documentElement.clientWidth / Math.max(1, drawing.width)));
}

function show(): void {
  picture.show(drawing, model, scale());
}

function say(message: FromView): void {
  host.postMessage(message);
}

say({ what: "ready" });
