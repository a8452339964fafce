import { type Finding, findingKey } from "../../diagnosis/engine/finding.js";
import { type FindingLook, type FindingNews, FindingReporter } from "../../diagnosis/engine/finding-reporter.js";
import type { Frame } from "../../model/frame.js";
import type { Uid } from "../../model/kube-object.js";
import type { SessionReader } from "../../model/session.js";
import type { Yielder } from "./yielder.js";

/** What goes wrong in a session, frame by frame: so that at any of them it can be said what was known by then. Its lists grow. */
export interface FindingLog {
  /** All that was known from one frame to the next at which it was otherwise, in sequence. */
  readonly looks: readonly Look[];
  /** Where failures arise and where they are over, in sequence. */
  readonly news: readonly NewsAt[];
  /** Up to where it has been read. Infinity when there is no more to be known. */
  readonly readSequence: number;
}

export interface Look {
  readonly sequence: number;
  readonly findings: readonly Finding[];
}

export interface NewsAt extends FindingNews {
  readonly sequence: number;
  readonly offsetMs: number;
}

/** References to findings in all looks together; beyond that every second look is forgotten, and the others stand for those. */
const maxKept = 500_000;
const maxNews = 20_000;
/** After so many frames it is said how far it has come. */
const framesSaid = 512;

export interface FindingLogOptions {
  /** Of these objects only. Default: of all. */
  readonly uids?: readonly Uid[];
  /** How many references to findings are kept. */
  readonly most?: number;
}

/** Reads frames from the first on, all or those of some objects, and says now and then what it has found so far. */
export async function* readFindings(
  reader: Pick<SessionReader, "frames" | "summary">,
  turns: Yielder,
  options: FindingLogOptions = {},
): AsyncGenerator<FindingLog> {
  const { uids, most = maxKept } = options;
  const { header, durationMs, frames } = reader.summary;
  // What is not there can be told only by who has seen all.
  const scope = uids === undefined ? { scope: header } : {};
  const reporter = new FindingReporter({ clockOffsetMs: header.server?.clockOffsetMs, ...scope });
  const gathered = new Gathered(most);
  let lastSequence = 0;
  let count = 0;
  for await (const frame of reader.frames(uids === undefined ? undefined : { uids })) {
    const look = reporter.look(frame);
    if (look !== undefined) gathered.add(look, frame);
    lastSequence = frame.sequence;
    if (++count % framesSaid === 0) yield gathered.log(frame.sequence);
    await turns.pause();
  }
  const end = reporter.lookBack(durationMs);
  // What shows in nothing happening until the end is known at the end only, and there is no step of its own to go to.
  gathered.add(lastSequence === frames ? end : { ...end, news: [] }, { sequence: frames, offsetMs: durationMs });
  yield gathered.log(Number.POSITIVE_INFINITY);
}

/** All that was known by a frame, causes before their consequences. */
export function findingsBy({ looks }: FindingLog, sequence: number): readonly Finding[] {
  return looks[lastBy(looks, sequence)]?.findings ?? [];
}

/** What arises and what is over with one frame. */
export function newsWith({ news }: FindingLog, sequence: number): readonly NewsAt[] {
  return news.slice(lastBy(news, sequence - 1) + 1, lastBy(news, sequence) + 1);
}

/** The place of the last one at or before a sequence, -1 when there is none. */
export function lastBy(list: readonly { readonly sequence: number }[], sequence: number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((list[middle]?.sequence ?? 0) <= sequence) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

class Gathered {
  readonly #looks: Look[] = [];
  readonly #news: NewsAt[] = [];
  #known = new Map<string, Finding>();
  readonly #most: number;
  #kept = 0;

  constructor(most: number) {
    this.#most = most;
  }

  add({ findings, news }: FindingLook, { sequence, offsetMs }: Pick<Frame, "sequence" | "offsetMs">): void {
    for (const each of news.slice(0, maxNews - this.#news.length)) this.#news.push({ ...each, sequence, offsetMs });
    const now = findings.map((finding) => this.#asKnown(finding));
    const before = this.#looks.at(-1)?.findings ?? [];
    if (now.length === before.length && now.every((finding, i) => finding === before[i])) return;
    this.#known = new Map(now.map((finding) => [findingKey(finding), finding]));
    this.#looks.push({ sequence, findings: now });
    this.#kept += now.length;
    if (this.#kept > this.#most) this.#thinOut();
  }

  log(readSequence: number): FindingLog {
    return { looks: this.#looks, news: this.#news, readSequence };
  }

  /** What is asked for again and again is mostly as it was, and takes memory once. */
  #asKnown(finding: Finding): Finding {
    const known = this.#known.get(findingKey(finding));
    return known !== undefined && isSame(known, finding) ? known : finding;
  }

  #thinOut(): void {
    const { length } = this.#looks;
    const rest = this.#looks.filter((_, i) => (length - i) % 2 === 1);
    this.#looks.splice(0, this.#looks.length, ...rest);
    this.#kept = rest.reduce((sum, { findings }) => sum + findings.length, 0);
  }
}

function isSame(a: Finding, b: Finding): boolean {
  return (
    a.message === b.message &&
    a.severity === b.severity &&
    a.resolution === b.resolution &&
    a.durationMs === b.durationMs &&
    a.lastSequence === b.lastSequence &&
    a.evidence.length === b.evidence.length &&
    a.causes.join() === b.causes.join() &&
    told(a) === told(b)
  );
}

function told({ events }: Finding): string {
  return events.map(({ reason, count }) => `${reason} ${count}`).join();
}
