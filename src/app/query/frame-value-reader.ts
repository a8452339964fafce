import { FrameNarrator } from "../../interpret/interpret-at.js";
import type { NarratedObject } from "../../interpret/interpreted-frame.js";
import { jsonText } from "../../io/json-text.js";
import { stageLabel } from "../../lifecycle/stage.js";
import { assertNever } from "../../model/assert-never.js";
import type { Frame, ObjectFrame } from "../../model/frame.js";
import type { Uid } from "../../model/kube-object.js";
import type { SessionReader } from "../../model/session.js";
import type { SourceValue } from "../../store/sqlite/query/query-catalogue.js";
import type { FrameFunction } from "./query-tables.js";

/** What is known of a frame only by its revision, and mostly by the one before it. */
export class FrameValueReader {
  readonly #passed: PassedFrames;
  readonly #narrator: FrameNarrator;

  constructor(reader: SessionReader) {
    this.#passed = new PassedFrames(reader);
    this.#narrator = new FrameNarrator(this.#passed);
  }

  /** NULL for a gap, but for its offset and its reason. */
  async value(name: FrameFunction, frame: Frame): Promise<SourceValue> {
    if (name === "frame_offset") return frame.offsetMs;
    if (frame.kind === "gap") return name === "frame_sentence" ? frame.reason : null;
    switch (name) {
      case "frame_object":
        return frame.revision.text;
      case "frame_version":
        return frame.resourceVersion;
      case "frame_previous":
        return await this.#previous(frame);
      case "frame_stage":
        return stageLabel((await this.#narrated(frame)).narration.stage);
      case "frame_sentence":
        return (await this.#narrated(frame)).narration.sentence;
      case "frame_changes":
        return jsonText((await this.#narrated(frame)).changes.map(({ segments: _, ...change }) => change));
      case "frame_changed_by":
        return managersOf(await this.#narrated(frame));
      default:
        return assertNever(name);
    }
  }

  async #previous(frame: ObjectFrame): Promise<string | null> {
    const before = await this.#passed.lastFrameOf(frame.ref.uid, frame.sequence - 1);
    this.#passed.pass(frame);
    return before === undefined || before.type === "DELETED" ? null : before.revision.text;
  }

  async #narrated(frame: ObjectFrame): Promise<NarratedObject> {
    const narrated = await this.#narrator.narrate(frame);
    this.#passed.pass(frame);
    if (narrated.kind === "gap") throw new Error(`frame ${frame.sequence} became a gap`);
    return narrated;
  }
}

function managersOf({ by }: NarratedObject): string | null {
  return by.length === 0 ? null : [...new Set(by.map(({ manager }) => manager))].join(", ");
}

/** Of so many objects the last frame is kept; parsed, they take ten times these bytes. */
const maxFrames = 4096;
const maxBytes = 8 * 1024 * 1024;

/** A session whose frames are passed one after the other: the one before of the same object is then known, and is not read again. */
class PassedFrames implements Pick<SessionReader, "summary" | "firstFrameOf" | "lastFrameOf"> {
  readonly #reader: SessionReader;
  readonly #last = new Map<Uid, ObjectFrame>();
  #bytes = 0;
  /** No frame between those kept and this one was left out. */
  #sequence = 0;

  constructor(reader: SessionReader) {
    this.#reader = reader;
  }

  get summary(): SessionReader["summary"] {
    return this.#reader.summary;
  }

  pass(frame: ObjectFrame): void {
    if (frame.sequence !== this.#sequence + 1) this.#forget();
    this.#sequence = frame.sequence;
    this.#last.delete(frame.ref.uid);
    this.#last.set(frame.ref.uid, frame);
    this.#bytes += frame.revision.byteLength;
    if (this.#last.size > maxFrames || this.#bytes > maxBytes) this.#forget();
  }

  async firstFrameOf(uid: Uid): Promise<ObjectFrame | undefined> {
    return await this.#reader.firstFrameOf(uid);
  }

  async lastFrameOf(uid: Uid, sequence: number): Promise<ObjectFrame | undefined> {
    const known = sequence === this.#sequence ? this.#last.get(uid) : undefined;
    return known ?? (await this.#reader.lastFrameOf(uid, sequence));
  }

  #forget(): void {
    this.#last.clear();
    this.#bytes = 0;
  }
}
