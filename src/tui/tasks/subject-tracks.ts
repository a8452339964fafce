import { EventSubjects } from "../../lifecycle/session/event-subjects.js";
import type { SessionReader } from "../../model/session.js";
import { maxTracks, type Timeline, type Track } from "./timeline.js";
import type { Yielder } from "./yielder.js";

/** Of a session of Kubernetes Events alone; later ones are not read for the tracks. */
const maxEvents = 100_000;

/** The tracks of a session of Kubernetes Events alone: one for each of the first objects that they are about, with their reasons in place of stages. */
export class SubjectTracks {
  readonly #reader: Pick<SessionReader, "frames" | "summary">;
  readonly #yielder: Yielder;
  readonly #subjects = new EventSubjects();
  #count = 0;
  #readSequence = 0;

  constructor(reader: Pick<SessionReader, "frames" | "summary">, yielder: Yielder) {
    this.#reader = reader;
    this.#yielder = yielder;
  }

  /** Reads the frames that it has not read before. */
  async read(left: AbortSignal): Promise<Pick<Timeline, "refs" | "objects" | "tracks" | "ofSubjects">> {
    const { frames } = this.#reader.summary;
    for await (const frame of this.#reader.frames({ fromSequence: this.#readSequence + 1, toSequence: frames })) {
      if (left.aborted || ++this.#count > maxEvents) break;
      if (frame.kind === "object") this.#subjects.observe(frame);
      await this.#yielder.pause();
    }
    this.#readSequence = frames;
    const all = this.#subjects.all();
    const whole = { readSequence: Number.POSITIVE_INFINITY, readMs: Number.POSITIVE_INFINITY };
    const tracks = all.slice(0, maxTracks).map((subject): Track => ({ ...subject, ...whole }));
    return {
      refs: tracks.map(({ ref }) => ref),
      objects: all.length,
      tracks: new Map(tracks.map((track) => [track.ref.uid, track])),
      ofSubjects: true,
    };
  }
}
