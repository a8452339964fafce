import type { FrameNarrator } from "../interpret/interpret-at.js";
import type { NarratedFrame } from "../interpret/interpreted-frame.js";
import { isMeaningful, isWarning, stageAfter } from "../interpret/significance.js";
import { jsonText } from "../io/json-text.js";
import { assertNever } from "../model/assert-never.js";
import type { Frame } from "../model/frame.js";

/** What a step must be to end a search. */
export type Wanted =
  | { readonly kind: "any" }
  | { readonly kind: "meaningful" }
  | { readonly kind: "warning" }
  /** Text in any case, in the narration of a step or in its changes. */
  | { readonly kind: "text"; readonly text: string };

/** Whether this frame is what a search wants; reads no more than it needs to say so. */
export async function isWanted(frame: Frame, what: Wanted, narrator: Pick<FrameNarrator, "before" | "narrate">): Promise<boolean> {
  switch (what.kind) {
    case "any":
      return true;
    case "meaningful":
      return isMeaningful(frame, frame.kind === "gap" || frame.type !== "MODIFIED" ? undefined : await narrator.before(frame));
    case "warning":
      // Most frames cannot be one: only for the others the state before is read.
      if (frame.kind === "gap" || stageAfter(frame).tone !== "bad") return isWarning(frame, undefined);
      return isWarning(frame, await narrator.before(frame));
    case "text":
      return searchText(await narrator.narrate(frame)).includes(what.text.toLowerCase());
    default:
      return assertNever(what);
  }
}

/** What is wanted, for people: "no further warning". */
export function wordsFor(what: Wanted): string {
  switch (what.kind) {
    case "any":
      return "step";
    case "meaningful":
      return "meaningful change";
    case "warning":
      return "warning";
    case "text":
      return `match of "${what.text}"`;
    default:
      return assertNever(what);
  }
}

/** What a search looks through: the words about a step, and what changed in it. */
export function searchText(narrated: NarratedFrame): string {
  if (narrated.kind === "gap") return `gap ${narrated.frame.stream} ${narrated.frame.reason}`.toLowerCase();
  const { frame, narration, changes } = narrated;
  const { stage, sentence } = narration;
  const values = changes.map(({ segments: _segments, ...change }) => jsonText(change));
  return [frame.ref.kind, "/", frame.ref.name, " ", stage.name, " ", stage.detail ?? "", " ", sentence, " ", ...values]
    .join("")
    .toLowerCase();
}
