// What the rig starts inside the extension host.
import { play } from "./harness";
import { language } from "./language";
import { views } from "./views";

export async function run(): Promise<void> {
  const failed = await play({ ...language, ...views });
  if (failed > 0) throw new Error(`${failed} failed`);
}
