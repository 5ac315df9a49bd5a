// The drawing as SVG. Elements stay as long as what they show does; only what differs is touched.
import type { Box, Drawing, Line } from "./layout";
import type { Model } from "./model";
import { details, spoken } from "./words";

const SVG = "http://www.w3.org/2000/svg";
const MARKS = { ok: "", warning: "⚠", error: "✖" };

export class Picture {
  private readonly shapes = new Map<string, SVGGElement>();
  private readonly paths = new Map<string, SVGPathElement>();
  private readonly boxes = make("g", { class: "boxes" });
  private readonly lines = make("g", { class: "lines", "aria-hidden": "true" });

  constructor(private readonly svg: SVGSVGElement) {
    const arrow = make("marker", { id: "arrow", viewBox: "0 0 8 8", refX: "7", refY: "4", markerWidth: "7", markerHeight: "7", orient: "auto" });
    arrow.append(make("path", { d: "M0 0 8 4 0 8z" }));
    const definitions = make("defs", {});
    definitions.append(arrow);
    svg.append(definitions, this.boxes, this.lines);
  }

  show(drawing: Drawing, model: Model, scale: number): void {
    set(this.svg, { viewBox: `0 0 ${drawing.width} ${drawing.height}`, width: `${drawing.width * scale}`, height: `${drawing.height * scale}` });
    this.drop(this.shapes, drawing.boxes);
    this.drop(this.paths, drawing.lines);
    // Outer boxes come first, so that inner ones lie upon them.
    for (const box of drawing.boxes.values()) {
      const shape = this.shapes.get(box.id) ?? this.add(box);
      this.fill(shape, box, drawing, model);
    }
    for (const line of drawing.lines.values()) this.line(line);
  }

  shape(id: string): SVGGElement | undefined {
    return this.shapes.get(id);
  }

  private add(box: Box): SVGGElement {
    const shape = make("g", {});
    shape.dataset["id"] = box.id;
    shape.append(make("rect", { rx: "6" }), make("text", { class: "name" }), make("text", { class: "details" }), make("text", { class: "mark" }));
    this.shapes.set(box.id, shape);
    this.boxes.append(shape);
    return shape;
  }

  private fill(shape: SVGGElement, box: Box, drawing: Drawing, model: Model): void {
    const node = model.nodes.get(box.id);
    const kind = node ? (box.holds ? "group" : "leaf") : "branch";
    set(shape, { class: `${kind} ${node?.status ?? "ok"}`, transform: `translate(${box.x} ${box.y})` });
    const [rect, name, info, mark] = shape.children;
    if (!rect || !name || !info || !mark) return;
    set(rect, { width: `${box.width}`, height: `${box.height}` });
    set(name, { x: "12", y: box.holds ? "21" : "20" });
    set(info, { x: box.holds ? `${box.width - 12}` : "12", y: box.holds ? "21" : "37", "text-anchor": box.holds ? "end" : "start" });
    set(mark, { x: `${box.width - 12}`, y: "20", "text-anchor": "end" });
    name.textContent = short(node?.label ?? box.branch ?? "", box.holds ? box.width / 12 : 22);
    info.textContent = node ? details(node) : "";
    mark.textContent = node && !box.holds ? MARKS[node.status] : "";
    if (node === undefined) return set(shape, { role: "presentation" });
    const next = [...drawing.lines.values()].filter((line) => line.from === box.id);
    const label = spoken(node, next.map((line) => model.nodes.get(line.to)?.label ?? line.to));
    set(shape, { role: "button", "aria-roledescription": "stage", "aria-label": label });
    if (!shape.hasAttribute("tabindex")) set(shape, { tabindex: "-1" });
  }

  private line(line: Line): void {
    const path = this.paths.get(line.id) ?? make("path", { "marker-end": "url(#arrow)" });
    set(path, { class: line.kind, d: curve(line.points) });
    path.dataset["from"] = line.from;
    path.dataset["to"] = line.to;
    this.paths.set(line.id, path);
    if (!path.isConnected) this.lines.append(path);
  }

  private drop(drawn: Map<string, SVGElement>, wanted: Map<string, unknown>): void {
    for (const [id, element] of drawn) {
      if (wanted.has(id)) continue;
      element.remove();
      drawn.delete(id);
    }
  }
}

/** Through the middles between the points, so that bends are round. */
function curve(points: Line["points"]): string {
  const [first, ...rest] = points;
  if (!first) return "";
  let path = `M${first.x} ${first.y}`;
  rest.forEach((point, at) => {
    const next = rest[at + 1];
    if (next === undefined) path += `L${point.x} ${point.y}`;
    else path += `Q${point.x} ${point.y} ${(point.x + next.x) / 2} ${(point.y + next.y) / 2}`;
  });
  return path;
}

function short(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, Math.floor(most) - 1)}…` : text;
}

function make<K extends keyof SVGElementTagNameMap>(name: K, attributes: Record<string, string>): SVGElementTagNameMap[K] {
  const element = document.createElementNS(SVG, name);
  set(element, attributes);
  return element;
}

function set(element: Element, attributes: Record<string, string>): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (element.getAttribute(name) !== value) element.setAttribute(name, value);
  }
}
