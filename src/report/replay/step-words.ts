import type { NarratedObject } from "../../interpret/interpreted-frame.js";
import type { NarratedRow } from "../../interpret/narrated-row.js";
import { printable } from "../../io/printable.js";
import type { ObjectFrame } from "../../model/frame.js";

/** What a step is, as one character: "+" added, "~" changed, "-" deleted, "·" a Kubernetes Event, "!" a warning, "/" a gap, " " only noise changed. */
export function stepSign(row: NarratedRow): string {
  if (row.kind === "gap") return "/";
  if (row.warning) return "!";
  if (row.frame.ref.kind === "Event") return "·";
  switch (row.frame.type) {
    case "ADDED":
      return "+";
    case "DELETED":
      return "-";
    case "MODIFIED":
      return row.meaningful ? "~" : " ";
  }
}

/** How a frame is known, where its change was not simply seen. */
export function frameFlags({ initial, inferred, repaired, derived }: ObjectFrame): readonly string[] {
  return [initial && "existed before", inferred && "inferred", repaired && "repaired", derived && "derived"].filter(
    (word) => word !== undefined,
  );
}

/** The stages that a step left: the one before, and those that it passed; none where the stage kept its name, and of a Kubernetes Event. Printable. */
export function stagesLeft({ frame, narration }: NarratedObject): readonly string[] {
  const { stage, from, passed } = narration;
  if (from === undefined || from.name === stage.name || frame.ref.kind === "Event") return [];
  return [from.name, ...(passed ?? [])].map((name) => printable(name, 60));
}

/** Why a step shows no changes. `noise`: noise is shown as well. */
export function nothingChanged({ type, ref, initial }: ObjectFrame, noise: boolean): string {
  if (ref.kind === "Event") return "An Event is shown as its message; z shows its fields, 2 the whole object.";
  if (type === "DELETED") return "The deletion changed nothing else.";
  if (initial) return "It existed when recording began; 2 shows the whole object.";
  return noise ? "No difference from the previous revision." : "Only noise changed; z shows it.";
}
