import type { Stage } from "../kinds/kind-rules.js";

/** The stages of a ladder that lie between two: what was passed although no revision showed it. None when the way does not lead up. */
export function passedBetween(from: Stage | undefined, to: Stage, ladder: readonly string[] = []): readonly string[] {
  const start = ladder.indexOf(from?.name ?? "");
  return start < 0 ? [] : ladder.slice(start + 1, Math.max(start + 1, ladder.indexOf(to.name)));
}
