import { createReadStream } from "node:fs";
import { join } from "node:path";
import { analyse } from "../../src/interpret/analyse.js";
import { type LessonSession, type Matches, matchPredicates } from "../../src/lesson/predicate/match-predicates.js";
import type { Predicate } from "../../src/lesson/predicate/predicate.js";
import type { SessionReader } from "../../src/model/session.js";
import { openRecording } from "../../src/recording/node/open-recording.js";
import { projectRoot } from "../support/program.js";

/** A bundled recording, analysed. */
export async function bundledSession(name: string): Promise<LessonSession & { readonly reader: SessionReader }> {
  const file = join(projectRoot, "recordings", `${name}.kubespy.gz`);
  return await sessionWithAnalysis(await openRecording(createReadStream(file), { name }));
}

export async function sessionWithAnalysis(reader: SessionReader): Promise<LessonSession & { readonly reader: SessionReader }> {
  return { reader, analysis: await analyse(reader) };
}

/** The sequences of the frames that meet this one predicate. */
export async function framesMeeting(predicate: Predicate, session: LessonSession): Promise<readonly number[]> {
  const matches: Matches = await matchPredicates([predicate], session);
  return matches(predicate);
}
