import type { FrameNarrator } from "../../interpret/interpret-at.js";
import type { NarratedFrame } from "../../interpret/interpreted-frame.js";
import { isMeaningful, isWarning } from "../../interpret/significance.js";
import { jsonText } from "../../io/json-text.js";
import type { Frame } from "../../model/frame.js";

/** One recorded step: what the list of changes and the detail are drawn from. */
export type NarratedRow = NarratedFrame & { readonly meaningful: boolean; readonly warning: boolean };
export type NarratedObjectRow = Extract<NarratedRow, { kind: "object" }>;

export async function narratedRow(frame: Frame, narrator: FrameNarrator): Promise<NarratedRow> {
  const narrated = await narrator.narrate(frame);
  const before = narrated.kind === "gap" ? undefined : narrated.before;
  return Object.assign(narrated, { meaningful: isMeaningful(frame, before), warning: isWarning(frame, before) });
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
