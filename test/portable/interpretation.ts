import { diagnose } from "../../src/diagnosis/engine/diagnosis.js";
import { milestonesOf } from "../../src/lifecycle/milestones/milestones.js";
import { Narrator } from "../../src/lifecycle/narration/narrator.js";
import type { SessionReader } from "../../src/model/session.js";

/** What a session means, as JSON: the same wherever it is computed. */
export async function interpretationOf(reader: SessionReader): Promise<string> {
  const narrator = new Narrator(reader.summary.header.server?.clockOffsetMs);
  const narrations: unknown[] = [];
  for await (const frame of reader.frames()) narrations.push(frame.kind === "gap" ? frame : narrator.narrate(frame));
  const world = (await reader.lastFramesAt(reader.summary.frames)).map(({ ref, revision }) => ({ ref, object: revision.object }));
  return JSON.stringify({ narrations, world, findings: await diagnose(reader), milestones: await milestonesOf(reader) });
}
