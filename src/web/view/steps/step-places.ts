import { eventSubject, isKubeEvent } from "../../../lifecycle/fields/kube-event.js";
import type { ObjectFrame } from "../../../model/frame.js";
import type { ObjectRef, Uid } from "../../../model/kube-object.js";
import type { SessionReader } from "../../../model/session.js";
import type { StepPlace, StepRequests } from "./step-requests.js";

type PlaceSource = Pick<SessionReader, "frames" | "framesBackward" | "lastFrameOf" | "lastSequenceBy">;

/** More are not asked for at once. */
const maxPlaces = 1000;

export async function placesOf(source: PlaceSource, sequences: readonly number[]): Promise<readonly StepPlace[]> {
  const places: StepPlace[] = [];
  for (const sequence of sequences.slice(0, maxPlaces))
    for await (const frame of source.frames({ fromSequence: sequence, toSequence: sequence }))
      places.push({ sequence, offsetMs: frame.offsetMs, ...(frame.kind === "gap" ? {} : { uid: subjectOf(frame) }) });
  return places;
}

function subjectOf({ ref, revision: { object } }: ObjectFrame): Uid {
  return (isKubeEvent(object) ? eventSubject(object)?.uid : undefined) ?? ref.uid;
}

/** Times of what was analysed may be whole milliseconds. */
const grainMs = 0.5;
/** How far back an Event about an object is looked for: others may have arrived in the same millisecond. */
const maxLookedAt = 500;

export async function stepNear(
  source: PlaceSource,
  { offsetMs, uid, about }: StepRequests["stepNear"]["ask"],
): Promise<number | undefined> {
  const sequence = await source.lastSequenceBy(offsetMs + grainMs);
  if (sequence === 0) return undefined;
  if (uid !== undefined) return (await source.lastFrameOf(uid, sequence))?.sequence;
  if (about === undefined) return sequence;
  let lookedAt = 0;
  for await (const frame of source.framesBackward({ toSequence: sequence })) {
    if (frame.kind === "object" && isAbout(eventSubject(frame.revision.object), about)) return frame.sequence;
    if (++lookedAt >= maxLookedAt) break;
  }
  return sequence;
}

function isAbout(subject: ReturnType<typeof eventSubject>, { uid, kind, name, namespace }: ObjectRef): boolean {
  if (subject === undefined) return false;
  return subject.uid === undefined
    ? subject.kind === kind && subject.name === name && subject.namespace === namespace
    : subject.uid === uid;
}
