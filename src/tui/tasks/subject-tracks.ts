import { EventSubjects } from "../../lifecycle/session/event-subjects.js";
import type { SessionReader } from "../../model/session.js";
import { maxTracks, type Timeline, type Track } from "./timeline.js";
import type { Yielder } from "./yielder.js";

/** Of a session of Kubernetes Events alone; later ones are not read for the tracks. */
const maxEvents = 100_000;

/** The tracks of a session of Kubernetes Events alone: one for each of the first objects that they are about, with their reasons in place of stages. */
export async function readSubjectTracks(
  reader: Pick<SessionReader, "frames">,
  yielder: Yielder,
  left: AbortSignal,
): Promise<Pick<Timeline, "refs" | "objects" | "tracks" | "ofSubjects">> {
  const subjects = new EventSubjects();
  let count = 0;
  for await (const frame of reader.frames()) {
    if (left.aborted || ++count > maxEvents) break;
    if (frame.kind === "object") subjects.observe(frame);
    await yielder.pause();
  }
  const all = subjects.all();
  const whole = { readSequence: Number.POSITIVE_INFINITY, readMs: Number.POSITIVE_INFINITY };
  const tracks = all.slice(0, maxTracks).map((subject): Track => ({ ...subject, ...whole }));
  return {
    refs: tracks.map(({ ref }) => ref),
    objects: all.length,
    tracks: new Map(tracks.map((track) => [track.ref.uid, track])),
    ofSubjects: true,
  };
}
