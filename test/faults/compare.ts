import type { Frame, GapFrame, ObjectFrame } from "../../src/model/frame.js";
import type { StreamInfo } from "../../src/model/session.js";
import { type Change, jsonOf } from "../support/fault-server.js";
import { belongs } from "./scopes.js";

/** A change, and how often the server had been restored from a backup before it. */
export interface Happened extends Change {
  readonly epoch: number;
  /** It is older than the restored backup: it may be recorded again, but need not be. */
  readonly optional?: true;
}

/** The comparison of a recording with what the server held. */
export interface Comparison {
  /** Changes that should be in the recording. */
  readonly changes: number;
  /** Those recorded, byte for byte; and how many of these were repaired from history. */
  readonly recorded: number;
  readonly repaired: number;
  readonly gaps: number;
  /** Gaps that warn of a possible loss although no change in them is missing. */
  readonly needless: readonly string[];
  /** Deletions read back without the version at which the object was gone. */
  readonly inexactEnds: number;
  /** Not recorded, but covered by a gap of their stream. */
  readonly named: readonly string[];
  /** Not recorded and not covered by a gap: must be empty. */
  readonly lost: readonly string[];
  /** Recorded, but not on the server, or twice, or out of order: must be empty. */
  readonly wrong: readonly string[];
  /** The recorder was stopped in the middle: later changes do not count. */
  readonly untilItsEnd?: true;
}

/**
 * Compares event by event: every change is recorded once, as sent and in order, or a gap covers it. A deletion that was not observed counts
 * as recorded if the recording infers it after a gap.
 */
export async function compare(
  frames: AsyncIterable<Frame>,
  streams: readonly StreamInfo[],
  history: readonly Happened[],
): Promise<Comparison> {
  const account = new Account(streams, history);
  for await (const frame of frames) account.take(frame);
  return account.result();
}

/** Compares a recording that was stopped in the middle with the changes until then. */
export function untilItsEnd(comparison: Comparison): Comparison {
  return { ...comparison, changes: comparison.recorded, lost: [], untilItsEnd: true };
}

/** Several recordings as one. */
export function sumOf(comparisons: readonly Comparison[]): Comparison {
  const count = (of: (comparison: Comparison) => number) => comparisons.reduce((sum, comparison) => sum + of(comparison), 0);
  return {
    changes: count(({ changes }) => changes),
    recorded: count(({ recorded }) => recorded),
    repaired: count(({ repaired }) => repaired),
    gaps: count(({ gaps }) => gaps),
    needless: comparisons.flatMap(({ needless }) => needless),
    inexactEnds: count(({ inexactEnds }) => inexactEnds),
    named: comparisons.flatMap(({ named }) => named),
    lost: comparisons.flatMap(({ lost }) => lost),
    wrong: comparisons.flatMap(({ wrong }) => wrong),
  };
}

/** Lost changes of such a recording that come before a recorded one of the same incarnation: must be none. */
export function holes(frames: readonly Frame[], lost: readonly string[]): readonly string[] {
  const last = new Map(
    frames.flatMap((frame) => (frame.kind === "object" ? [[String(frame.ref.uid), Number(frame.resourceVersion)]] : [])),
  );
  return lost.filter((key) => {
    const [, uid = "", version] = /^\S+ (.*)@(\d+)/.exec(key) ?? [];
    return Number(version) < (last.get(uid) ?? 0);
  });
}

class Account {
  readonly #streams: readonly StreamInfo[];
  readonly #happened: ReadonlyMap<string, Happened>;
  readonly #expected: readonly Happened[];
  readonly #ends: ReadonlyMap<string, Happened>;
  readonly #recorded = new Set<string>();
  readonly #wrong: string[] = [];
  readonly #gaps: GapFrame[] = [];
  /** The last version of each incarnation. With several collections, an object whose owner arrives late is written late. */
  readonly #last = new Map<string, number>();
  /** By kind: how often versions restarted. */
  readonly #epochs = new Map<string, number>();
  #repaired = 0;
  #inexactEnds = 0;
  #offsetMs = 0;

  constructor(streams: readonly StreamInfo[], history: readonly Happened[]) {
    this.#streams = streams;
    const mine = history.filter(({ object }) => belongs(object));
    this.#happened = new Map(mine.map((change) => [keyOf(change), change]));
    const ends = mine.filter(({ type }) => type === "DELETED");
    this.#ends = new Map(ends.map((change) => [`${change.object.metadata.uid} of epoch ${change.epoch}`, change]));
    this.#expected = mine.filter((change) => {
      const stream = this.#streamOf(change);
      return stream !== undefined && !change.optional && (change.epoch > 0 || versionOf(change) > Number(stream.resourceVersion));
    });
  }

  take(frame: Frame): void {
    if (frame.offsetMs < this.#offsetMs) this.#wrong.push(`#${frame.sequence} is earlier than the one before it`);
    this.#offsetMs = frame.offsetMs;
    if (frame.kind === "gap") this.#takeGap(frame);
    else if (frame.initial !== true) this.#takeObject(frame);
  }

  result(): Comparison {
    const missing = this.#expected.filter((change) => !this.#recorded.has(keyOf(change)));
    const isNamed = (change: Happened) => this.#gaps.some((gap) => this.#names(gap, change));
    return {
      changes: this.#expected.length,
      recorded: this.#expected.length - missing.length,
      repaired: this.#repaired,
      gaps: this.#gaps.length,
      needless: this.#gaps.filter((gap) => gap.possibleLoss && !missing.some((change) => this.#names(gap, change))).map(gapText),
      inexactEnds: this.#inexactEnds,
      named: missing.filter(isNamed).map(keyOf),
      lost: missing.filter((change) => !isNamed(change)).map(keyOf),
      wrong: this.#wrong,
    };
  }

  #takeGap(gap: GapFrame): void {
    this.#gaps.push(gap);
    const kind = this.#streams.find(({ id }) => id === gap.stream)?.kind;
    if (kind === undefined) this.#wrong.push(`#${gap.sequence} is a gap of no stream: ${gap.stream}`);
    else if (wentBack(gap)) {
      this.#epochs.set(kind, this.#epochOf(kind) + 1);
      this.#last.clear();
    }
  }

  #takeObject(frame: ObjectFrame): void {
    const { sequence, type, ref, resourceVersion } = frame;
    const name = `#${sequence} ${type} ${ref.name}@${resourceVersion}`;
    if (frame.repaired) this.#repaired++;
    if (frame.inferred) this.#takeInferred(frame, name);
    else this.#takeSeen(frame, name);
  }

  #takeSeen(frame: ObjectFrame, name: string): void {
    const { type, ref, resourceVersion } = frame;
    const key = keyFor(this.#epochOf(ref.kind), type, ref.uid, resourceVersion);
    const change = this.#happened.get(key);
    const last = this.#last.get(ref.uid) ?? 0;
    if (change === undefined) this.#wrong.push(`${name} did not happen`);
    else if (this.#recorded.has(key)) this.#wrong.push(`${name} is there twice`);
    else if (!textsOf(change).includes(frame.revision.text)) this.#wrong.push(`${name} is not what was sent`);
    // If the beginning is lost, the first known state counts as ADDED.
    else if (type !== change.type && !change.optional && (type !== "ADDED" || last > 0)) this.#wrong.push(`${name} was ${change.type}`);
    if (Number(resourceVersion) < last) this.#wrong.push(`${name} stands after ${last}`);
    this.#recorded.add(key);
    this.#last.set(ref.uid, Number(resourceVersion));
  }

  #takeInferred({ type, ref, resourceVersion, repaired, revision }: ObjectFrame, name: string): void {
    const epoch = this.#epochOf(ref.kind);
    const end = this.#ends.get(`${ref.uid} of epoch ${epoch}`);
    if (type !== "DELETED") this.#wrong.push(`${name} is inferred`);
    if (this.#gaps.length === 0) this.#wrong.push(`${name} is inferred without a gap`);
    // Changes after the restored backup never happened.
    if (end === undefined && epoch === 0) this.#wrong.push(`${name} was not deleted`);
    if (end === undefined) return;
    if (this.#recorded.has(keyOf(end))) this.#wrong.push(`${name} is deleted twice`);
    if (resourceVersion !== end.object.metadata.resourceVersion) this.#inexactEnds++;
    else if (repaired && !textsOf(end).includes(revision.text)) this.#wrong.push(`${name} is not what was sent`);
    this.#recorded.add(keyOf(end));
  }

  /** Whether a gap covers this change. */
  #names(gap: GapFrame, change: Happened): boolean {
    if (!gap.possibleLoss || this.#streamOf(change)?.id !== gap.stream) return false;
    const version = versionOf(change);
    const from = wentBack(gap) ? 0 : Number(gap.from.resourceVersion ?? 0);
    return version > from && version <= Number(gap.to.resourceVersion ?? 0);
  }

  #streamOf({ collection }: Change): StreamInfo | undefined {
    return this.#streams.find(
      ({ group, version, resource }) =>
        collection === (group === "" ? `/api/${version}/${resource}` : `/apis/${group}/${version}/${resource}`),
    );
  }

  #epochOf(kind: string): number {
    return this.#epochs.get(kind) ?? 0;
  }
}

/** ADDED and MODIFIED of one version are one state: after a gap that could not be repaired, the first one seen counts as ADDED. */
function keyFor(epoch: number, type: Change["type"], uid: string | undefined, version: string | undefined): string {
  return `${type === "DELETED" ? "end" : "state"} ${uid}@${version}${epoch === 0 ? "" : ` of epoch ${epoch}`}`;
}

function keyOf({ epoch, type, object: { metadata } }: Happened): string {
  return keyFor(epoch, type, metadata.uid, metadata.resourceVersion);
}

function versionOf({ object }: Change): number {
  return Number(object.metadata.resourceVersion);
}

/** The bytes as a watch sends them, and as an item of a list, which lacks kind and apiVersion, so that the reader inserts these first. */
function textsOf({ object }: Change): readonly string[] {
  const { kind, apiVersion, ...rest } = object;
  return [jsonOf(object), jsonOf({ kind, apiVersion, ...rest })];
}

function gapText({ sequence, stream, from, to, reason, unrepaired }: GapFrame): string {
  return `#${sequence} ${stream} ${from.resourceVersion}-${to.resourceVersion} (${reason}): ${unrepaired ?? ""}`;
}

function wentBack({ from, to }: GapFrame): boolean {
  return Number(to.resourceVersion ?? Number.POSITIVE_INFINITY) < Number(from.resourceVersion ?? 0);
}
