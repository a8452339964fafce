import type { Frame } from "../model/frame.js";
import type { FrameNarrator } from "./interpret-at.js";
import type { NarratedFrame } from "./interpreted-frame.js";
import { isMeaningful, isWarning } from "./significance.js";

/** One recorded step: what the list of changes and the detail are drawn from. */
export type NarratedRow = NarratedFrame & { readonly meaningful: boolean; readonly warning: boolean };
export type NarratedObjectRow = Extract<NarratedRow, { kind: "object" }>;

export async function narratedRow(frame: Frame, narrator: Pick<FrameNarrator, "narrate">): Promise<NarratedRow> {
  return asRow(await narrator.narrate(frame));
}

export function asRow<F extends NarratedFrame>(narrated: F): F & Pick<NarratedRow, "meaningful" | "warning"> {
  const { frame } = narrated;
  const before = narrated.kind === "gap" ? undefined : narrated.before;
  return Object.assign(narrated, { meaningful: isMeaningful(frame, before), warning: isWarning(frame, before) });
}
