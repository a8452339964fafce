import { type Coverage, fullCoverage } from "../diagnosis/engine/coverage.js";
import { type Finding, findingKey } from "../diagnosis/engine/finding.js";
import { type FindingNews, FindingReporter, type FindingUpdate } from "../diagnosis/engine/finding-reporter.js";
import { deepEqual } from "../diff/deep-equal.js";
import type { Frame, GapFrame, StrippedFrame } from "../model/frame.js";
import type { Uid } from "../model/kube-object.js";
import type { SessionReader } from "../model/session.js";

/** The findings of a session, frame by frame, so that at any of them it is known what was known by then. Plain data; its lists grow. */
export interface FindingHistory {
  /** Every form that a finding took; the other lists refer to these by index. */
  readonly versions: readonly Finding[];
  /** What was known from a frame until the next one at which it was different, in sequence. */
  readonly states: readonly FindingState[];
  /** Where findings open, change and resolve, in sequence. */
  readonly news: readonly NewsEntry[];
}

interface FindingState {
  readonly sequence: number;
  /** Indexes of `versions`, causes before their consequences. */
  readonly findings: readonly number[];
}

interface NewsEntry {
  readonly kind: FindingNews["kind"];
  /** An index of `versions`. */
  readonly finding: number;
  readonly sequence: number;
  readonly offsetMs: number;
  /** Known only at the end of the session: something that did not happen until then. No frame shows it. */
  readonly atEnd?: true;
}

/** A history while it is being read. */
export interface FindingLog extends FindingHistory {
  /** Up to where it has been read. Infinity when there is no more to be known. */
  readonly readSequence: number;
}

/** News with the place where it is. */
export interface NewsAt extends FindingNews {
  readonly sequence: number;
  readonly offsetMs: number;
}

/** References of all states together; beyond that every second state is dropped, and the one before stands in for it. */
const maxReferences = 500_000;
const maxNews = 20_000;
/** After this many frames a log says how far it has read. */
const framesPerLog = 512;

interface ReadFindingsOptions {
  /** Of these objects only. Default: of all. */
  readonly uids?: readonly Uid[];
  readonly maxReferences?: number;
  /** Called after each frame: others may have their turn. */
  readonly pause?: () => Promise<void> | undefined;
}

/** Reads frames from the first on, all or those of some objects, and gives now and then what it has found so far. */
export async function* readFindings(
  reader: Pick<SessionReader, "frames" | "summary">,
  options: ReadFindingsOptions = {},
): AsyncGenerator<FindingLog> {
  const { uids, pause } = options;
  const { header, durationMs, frames } = reader.summary;
  // What is missing can be found only by who sees all.
  const scope = uids === undefined ? { scope: header } : {};
  const recorder = new FindingRecorder({ clockOffsetMs: header.server?.clockOffsetMs, ...scope, maxReferences: options.maxReferences });
  let lastSequence = 0;
  let count = 0;
  for await (const frame of reader.frames(uids === undefined ? undefined : { uids })) {
    recorder.observe(frame);
    lastSequence = frame.sequence;
    if (++count % framesPerLog === 0) yield { ...recorder.history, readSequence: frame.sequence };
    await pause?.();
  }
  // Where the last frame is not one of these objects, there is no step of theirs to show what is known at the end only.
  recorder.end({ sequence: frames, offsetMs: durationMs }, lastSequence === frames);
  yield { ...recorder.history, readSequence: Number.POSITIVE_INFINITY };
}

/** All that was known by a frame, causes before their consequences. */
export function findingsAt({ states, versions }: FindingHistory, sequence: number): readonly Finding[] {
  return (states[lastBy(states, sequence)]?.findings ?? []).flatMap((index) => versions[index] ?? []);
}

/** What opens, changes and resolves with one frame. */
export function newsWith(history: FindingHistory, sequence: number): readonly FindingNews[] {
  return entriesWith(history, sequence)
    .filter(({ atEnd }) => !atEnd)
    .flatMap((entry) => {
      const finding = history.versions[entry.finding];
      return finding === undefined ? [] : [{ kind: entry.kind, finding }];
    });
}

/** Where findings open and resolve from one sequence to another, both included; at the last also what only the end shows. */
export function turningPoints(history: FindingHistory, from: number, to: number): readonly NewsAt[] {
  const { news, versions } = history;
  return news.slice(lastBy(news, from - 1) + 1, lastBy(news, to) + 1).flatMap(({ kind, finding: index, sequence, offsetMs }) => {
    const finding = versions[index];
    return finding === undefined || kind === "changed" ? [] : [{ kind, finding, sequence, offsetMs }];
  });
}

function entriesWith({ news }: FindingHistory, sequence: number): readonly NewsEntry[] {
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

type RecorderOptions = ConstructorParameters<typeof FindingReporter>[0] & {
  readonly maxReferences?: number | undefined;
  readonly history?: boolean;
};

/** Follows findings from frame to frame and keeps their history; without `history`, only what is known at the end. */
export class FindingRecorder {
  readonly #reporter: FindingReporter;
  readonly #maxReferences: number;
  readonly #hasHistory: boolean;
  #coverage: Coverage = fullCoverage;
  #versions: Finding[] = [];
  #states: FindingState[] = [];
  #news: NewsEntry[] = [];
  /** The newest version of each finding that is known now. */
  #known = new Map<string, number>();
  #references = 0;

  constructor(options: RecorderOptions = {}) {
    this.#reporter = new FindingReporter(options);
    this.#maxReferences = options.maxReferences ?? maxReferences;
    this.#hasHistory = options.history ?? true;
  }

  observe(frame: StrippedFrame | GapFrame): void {
    if (!this.#hasHistory) this.#reporter.observe(frame);
    else {
      const look = this.#reporter.update(frame);
      if (look !== undefined) this.#add(look, frame);
    }
  }

  /** The session has ended: adds what is known at the end only. `hasStep`: the last frame was observed, so that this can be shown there. */
  end(place: Pick<Frame, "sequence" | "offsetMs">, hasStep = true): void {
    const { findings, news } = this.#reporter.finish(place.offsetMs);
    this.#add({ findings, news: hasStep ? news : [] }, place, true);
    this.#coverage = this.#reporter.coverage(findings);
  }

  /** What the findings at the end do not cover; known after `end`. */
  get coverage(): Coverage {
    return this.#coverage;
  }

  get history(): FindingHistory {
    return { versions: this.#versions, states: this.#states, news: this.#news };
  }

  #add({ findings, news }: FindingUpdate, { sequence, offsetMs }: Pick<Frame, "sequence" | "offsetMs">, atEnd = false): void {
    const isNews = new Set(news.map(({ finding }) => findingKey(finding)));
    const now = findings.map((finding) => this.#versionOf(finding, atEnd || isNews.has(findingKey(finding))));
    this.#known = new Map(findings.map((finding, i) => [findingKey(finding), now[i] as number]));
    for (const { kind, finding } of news.slice(0, maxNews - this.#news.length))
      this.#news.push({
        kind,
        finding: this.#known.get(findingKey(finding)) as number,
        sequence,
        offsetMs,
        ...(atEnd ? { atEnd } : {}),
      });
    const before = this.#states.at(-1)?.findings ?? [];
    if (now.length === before.length && now.every((version, i) => version === before[i])) return;
    this.#states.push({ sequence, findings: now });
    this.#references += now.length;
    if (this.#references > this.#maxReferences) this.#thinOut();
  }

  /** What is looked at again and again is mostly as it was, and takes memory once. */
  #versionOf(finding: Finding, mustEqual: boolean): number {
    const known = this.#known.get(findingKey(finding));
    const version = known === undefined ? undefined : this.#versions[known];
    const isSame = mustEqual ? deepEqual : looksSame;
    if (known !== undefined && version !== undefined && isSame(version, finding)) return known;
    return this.#versions.push(finding) - 1;
  }

  #thinOut(): void {
    const { length } = this.#states;
    this.#states = this.#states.filter((_, i) => (length - i) % 2 === 1);
    this.#references = this.#states.reduce((sum, { findings }) => sum + findings.length, 0);
    this.#dropVersions();
  }

  /** Versions that nothing refers to any longer. */
  #dropVersions(): void {
    const used = new Set([...this.#states.flatMap(({ findings }) => findings), ...this.#news.map(({ finding }) => finding)]);
    for (const version of this.#known.values()) used.add(version);
    const kept = [...used].sort((a, b) => a - b);
    const moved = new Map(kept.map((from, to) => [from, to]));
    const place = (version: number) => moved.get(version) as number;
    this.#versions = kept.map((version) => this.#versions[version] as Finding);
    this.#states = this.#states.map(({ sequence, findings }) => ({ sequence, findings: findings.map(place) }));
    this.#news = this.#news.map((entry) => ({ ...entry, finding: place(entry.finding) }));
    this.#known = new Map([...this.#known].map(([key, version]) => [key, place(version)]));
  }
}

/** All of a finding that changes as it continues. */
function looksSame(a: Finding, b: Finding): boolean {
  return (
    a.message === b.message &&
    a.severity === b.severity &&
    a.resolution === b.resolution &&
    a.durationMs === b.durationMs &&
    a.lastSequence === b.lastSequence &&
    a.evidence.length === b.evidence.length &&
    a.causes.join() === b.causes.join() &&
    eventsOf(a) === eventsOf(b)
  );
}

function eventsOf({ events }: Finding): string {
  return events.map(({ reason, count }) => `${reason} ${count}`).join();
}
