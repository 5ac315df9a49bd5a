// Which stage an arrow key leads to: along the lines, and where there is none to the nearest in that direction.
import type { Box, Drawing } from "./layout";

type Way = "ArrowUp" | "ArrowDown" | "ArrowLeft" | "ArrowRight";

export function isWay(key: string): key is Way {
  return ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"].includes(key);
}

export function towards(way: Way, from: string, drawing: Drawing): string | undefined {
  const here = drawing.boxes.get(from);
  if (here === undefined) return undefined;
  const lines = [...drawing.lines.values()];
  const ends =
    way === "ArrowDown" ? lines.filter((line) => line.from === from).map((line) => line.to)
    : way === "ArrowUp" ? lines.filter((line) => line.to === from).map((line) => line.from)
    : [];
  const linked = ends.map((id) => drawing.boxes.get(id)).filter((box) => box !== undefined);
  // Into a box, before past it.
  const inside = way === "ArrowDown" && here.holds ? stages(drawing).filter((box) => box !== here && contains(here, box)) : [];
  const anywhere = stages(drawing).filter((box) => box.id !== from && lies(way, here, box));
  const choice = inside.length > 0 ? inside : linked.length > 0 ? linked : anywhere;
  return choice.sort((one, other) => far(way, here, one) - far(way, here, other))[0]?.id;
}

function stages(drawing: Drawing): Box[] {
  return [...drawing.boxes.values()].filter((box) => box.branch === null);
}

function contains(outer: Box, inner: Box): boolean {
  return inner.x >= outer.x && inner.y >= outer.y && inner.x + inner.width <= outer.x + outer.width && inner.y + inner.height <= outer.y + outer.height;
}

function lies(way: Way, here: Box, there: Box): boolean {
  const [dx, dy] = apart(here, there);
  if (way === "ArrowUp") return dy < -4;
  if (way === "ArrowDown") return dy > 4;
  // Sideways only among what is about as high.
  return Math.abs(dy) < Math.max(here.height, there.height) && (way === "ArrowLeft" ? dx < -4 : dx > 4);
}

function far(way: Way, here: Box, there: Box): number {
  const [dx, dy] = apart(here, there).map(Math.abs) as [number, number];
  return way === "ArrowUp" || way === "ArrowDown" ? dy * 2 + dx : dx * 2 + dy;
}

/** From head to head. */
function apart(here: Box, there: Box): [number, number] {
  return [there.x + there.width / 2 - here.x - here.width / 2, there.y - here.y];
}
