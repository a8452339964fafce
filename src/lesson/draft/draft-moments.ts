import type { Finding } from "../../diagnosis/engine/finding.js";
import { turningPoints } from "../../interpret/finding-history.js";
import { finalFindings, type SessionAnalysis } from "../../interpret/session-analysis.js";
import { stageAfter } from "../../interpret/significance.js";
import { TimeSlices } from "../../io/time-slices.js";
import { eventSubject } from "../../lifecycle/fields/kube-event.js";
import { stageLabel } from "../../lifecycle/stage.js";
import { textAt } from "../../model/fields.js";
import type { Frame, GapFrame, ObjectFrame } from "../../model/frame.js";
import { gapOutcome } from "../../model/gap-outcome.js";
import { displayName, type ObjectRef } from "../../model/kube-object.js";
import type { SessionReader } from "../../model/session.js";
import type { Predicate } from "../predicate/predicate.js";

/** A turn of a session at which a lesson could stop. */
export interface DraftMoment {
  readonly sequence: number;
  /** What the frame shows. Made so that it is met by few frames. */
  readonly shows: Predicate;
  /** "Pod/nginx: Scheduled". */
  readonly title: string;
  readonly kind: "created" | "deleted" | "milestone" | "opened" | "resolved" | "gap" | "event";
  readonly ref?: ObjectRef;
  /** Of opened and resolved: as it is known at the end of the session. */
  readonly finding?: Finding;
  readonly container?: string;
}

export interface DraftMoments {
  readonly moments: readonly DraftMoment[];
  /** What the frames of a finding's evidence show, by their sequences. */
  readonly evidence: ReadonlyMap<number, Evidence>;
}

export interface Evidence {
  readonly shows: Predicate;
  /** Of a Kubernetes Event. */
  readonly isEvent: boolean;
  /** "Pod/nginx", the object that it is of, or about. */
  readonly object: string;
}

/** More Events of a session are no turns. */
const maxEvents = 500;

/** Collects the turns of a session, in sequence. Reads its frames once. */
export async function draftMoments(
  reader: Pick<SessionReader, "frames">,
  analysis: SessionAnalysis,
  signal?: AbortSignal,
): Promise<DraftMoments> {
  const wanted = new Set(finalFindings(analysis).flatMap(({ evidence }) => evidence));
  const evidence = new Map<number, Evidence>();
  const ofFrames: DraftMoment[] = [];
  const reasons = new Set<string>();
  const seen = new Set<string>();
  const slices = new TimeSlices();
  for await (const frame of reader.frames()) {
    signal?.throwIfAborted();
    await slices.pause();
    const shown = frame.kind === "gap" ? undefined : evidenceOf(frame);
    if (shown !== undefined && wanted.has(frame.sequence)) evidence.set(frame.sequence, shown);
    const moment = momentOfFrame(frame, shown, { seen, reasons });
    if (moment !== undefined) ofFrames.push(moment);
  }
  const all = [...ofFrames, ...milestoneMoments(analysis), ...findingMoments(analysis)];
  return { moments: all.filter(({ shows }) => isWritable(shows)).sort((a, b) => a.sequence - b.sequence), evidence };
}

function evidenceOf(frame: ObjectFrame): Evidence | undefined {
  const { object } = frame.revision;
  if (frame.ref.kind !== "Event") {
    const shows = { object: displayName(frame.ref), stage: stageLabel(stageAfter(frame)) };
    return isWritable(shows) ? { shows, isEvent: false, object: displayName(frame.ref) } : undefined;
  }
  const subject = eventSubject(object);
  const reason = textAt(object, "reason");
  if (subject === undefined || reason === undefined) return undefined;
  const shows = { about: displayName(subject), reason };
  return isWritable(shows) ? { shows, isEvent: true, object: displayName(subject) } : undefined;
}

interface SeenFrames {
  readonly seen: Set<string>;
  readonly reasons: Set<string>;
}

function momentOfFrame(frame: Frame, evidence: Evidence | undefined, { seen, reasons }: SeenFrames): DraftMoment | undefined {
  const { sequence } = frame;
  if (frame.kind === "gap") return { sequence, shows: { gap: gapOutcome(frame) }, title: gapTitle(frame), kind: "gap" };
  const { ref } = frame;
  if (ref.kind === "Event") {
    if (evidence === undefined || frame.type !== "ADDED" || reasons.size >= maxEvents) return undefined;
    const reason = evidence.shows.reason ?? "";
    const key = `${evidence.object} ${reason}`;
    if (reasons.has(key)) return undefined;
    reasons.add(key);
    return { sequence, shows: evidence.shows, title: `Event about ${evidence.object}: ${reason}`, kind: "event" };
  }
  const name = displayName(ref);
  if (frame.type === "DELETED")
    return { sequence, shows: { object: name, change: "deleted" }, title: `${name}: deleted`, kind: "deleted", ref };
  if (frame.type !== "ADDED" || seen.has(ref.uid)) return undefined;
  seen.add(ref.uid);
  const title = frame.initial ? `${name}: as the recording found it` : `${name}: created`;
  return { sequence, shows: { object: name, change: "added" }, title, kind: "created", ref };
}

function gapTitle(gap: GapFrame): string {
  const words = {
    "possible-loss": "A gap: something may be missing",
    repaired: "A gap that was repaired",
    empty: "A gap in which nothing happened",
  };
  return words[gapOutcome(gap)];
}

function milestoneMoments({ objects }: SessionAnalysis): readonly DraftMoment[] {
  return objects.flatMap(({ ref, milestones }) =>
    milestones
      .filter(({ how, name }) => how !== "found" && name !== "Created" && name !== "Deleted")
      .map(({ name, container, sequence }): DraftMoment => {
        const object = displayName(ref);
        const shows = { object, reaches: name, ...(container === undefined ? {} : { container }) };
        const title = `${object}: ${name}${container === undefined ? "" : ` (${container})`}`;
        return { sequence, shows, title, kind: "milestone", ref, ...(container === undefined ? {} : { container }) };
      }),
  );
}

function findingMoments(analysis: SessionAnalysis): readonly DraftMoment[] {
  const final = finalFindings(analysis);
  return turningPoints(analysis.findings, 0, Number.POSITIVE_INFINITY).flatMap(({ kind, finding, sequence }): readonly DraftMoment[] => {
    if (kind === "changed") return [];
    const { class: name, object: ref, container } = finding;
    const object = displayName(ref);
    const where = { object, ...(container === undefined ? {} : { container }) };
    const shows = kind === "opened" ? { opens: name, ...where } : { resolves: name, ...where };
    const title = kind === "opened" ? `${object}: ${name}` : `${object}: ${name} is resolved`;
    const known = final.find((each) => each.class === name && each.object.uid === ref.uid && each.container === container) ?? finding;
    return [{ sequence, shows, title, kind, ref, finding: known, ...(container === undefined ? {} : { container }) }];
  });
}

/** Whether the format takes its texts: names of a cluster are shorter, those of a damaged recording may not be. */
function isWritable(predicate: Predicate): boolean {
  return Object.values(predicate).every((text) => typeof text !== "string" || /^\S(?:[\x20-\x7e]{0,198}\S)?$/.test(text));
}
