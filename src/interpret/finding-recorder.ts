import { type Coverage, fullCoverage } from "../diagnosis/engine/coverage.js";
import { type Finding, findingKey } from "../diagnosis/engine/finding.js";
import { FindingReporter, type FindingUpdate } from "../diagnosis/engine/finding-reporter.js";
import { deepEqual } from "../diff/deep-equal.js";
import type { Frame, GapFrame, StrippedFrame } from "../model/frame.js";
import type { FindingHistoryUpdate } from "./analysis-update.js";
import { type FindingHistory, type FindingState, type NewsEntry, noHistory } from "./finding-history.js";
import { type ListUpdate, PassedList } from "./list-update.js";

/** References of all states together; beyond that every second state is dropped, and the one before stands in for it. */
const maxReferences = 500_000;
const maxNews = 20_000;

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
  /** The version of each finding that was added last. */
  #latest: ReadonlyMap<Finding, number> = new Map();
  #references = 0;
  readonly #passed = { versions: new PassedList<Finding>(), states: new PassedList<FindingState>(), news: new PassedList<NewsEntry>() };
  /** What was passed on beyond the history: how it goes on if no frame arrives. */
  #outlook: FindingHistory = noHistory;

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

  /** What the findings do not cover; as of `end`, or of the last update that looked ahead. */
  get coverage(): Coverage {
    return this.#coverage;
  }

  get history(): FindingHistory {
    return { versions: this.#versions, states: this.#states, news: this.#news };
  }

  /**
   * What changed since this was called before; undefined where nothing did. `now`: also what is known by then, after the last frame, as some failures
   * show in nothing happening; it is replaced with the next update.
   */
  takeUpdate(now?: Pick<Frame, "sequence" | "offsetMs">): FindingHistoryUpdate | undefined {
    const updates = [
      this.#passed.versions.next(this.#versions),
      this.#passed.states.next(this.#states),
      this.#passed.news.next(this.#news),
    ] as const;
    const isSame = updates.every((update) => update === undefined);
    const before = this.#outlook;
    this.#outlook = now === undefined ? noHistory : this.#lookAhead(now);
    if (isSame && deepEqual(before, this.#outlook)) return undefined;
    const [versions, states, news] = updates;
    return {
      versions: withOutlook(versions, this.#versions.length, this.#outlook.versions),
      states: withOutlook(states, this.#states.length, this.#outlook.states),
      news: withOutlook(news, this.#news.length, this.#outlook.news),
    };
  }

  /** The versions are numbered from the end of those that are kept. */
  #lookAhead({ sequence, offsetMs }: Pick<Frame, "sequence" | "offsetMs">): FindingHistory {
    const { findings, news: all } = this.#reporter.lookAhead(offsetMs);
    this.#coverage = this.#reporter.coverage(findings);
    const versions: Finding[] = [];
    const known = new Map(
      findings.map((finding) => {
        const same = this.#sameVersion(finding, true);
        return [findingKey(finding), same ?? this.#versions.length + versions.push(finding) - 1] as const;
      }),
    );
    const now = [...known.values()];
    const news = all.map(({ kind, finding }) => ({
      kind,
      finding: known.get(findingKey(finding)) as number,
      sequence,
      offsetMs,
      atEnd: true as const,
    }));
    return { versions, states: isSameList(now, this.#states.at(-1)?.findings ?? []) ? [] : [{ sequence, findings: now }], news };
  }

  #add({ findings, news }: FindingUpdate, { sequence, offsetMs }: Pick<Frame, "sequence" | "offsetMs">, atEnd = false): void {
    const newsKeys = new Set(news.map(({ finding }) => findingKey(finding)));
    const isNews = (finding: Finding) => newsKeys.size > 0 && newsKeys.has(findingKey(finding));
    const now = findings.map((finding) => this.#versionOf(finding, atEnd || isNews(finding)));
    this.#know(findings, now);
    for (const { kind, finding } of news.slice(0, maxNews - this.#news.length))
      this.#news.push({
        kind,
        finding: this.#known.get(findingKey(finding)) as number,
        sequence,
        offsetMs,
        ...(atEnd ? { atEnd } : {}),
      });
    if (isSameList(now, this.#states.at(-1)?.findings ?? [])) return;
    this.#states.push({ sequence, findings: now });
    this.#references += now.length;
    if (this.#references > this.#maxReferences) this.#thinOut();
  }

  /** What is looked at again and again is mostly as it was, and takes memory once. */
  #versionOf(finding: Finding, mustEqual: boolean): number {
    const same = mustEqual ? undefined : this.#latest.get(finding);
    return same ?? this.#sameVersion(finding, mustEqual) ?? this.#versions.push(finding) - 1;
  }

  /** Of thousands of findings few change at a time. */
  #know(findings: readonly Finding[], versions: readonly number[]): void {
    const before = this.#latest;
    this.#latest = new Map(findings.map((finding, i) => [finding, versions[i] as number]));
    for (const finding of before.keys()) if (!this.#latest.has(finding)) this.#known.delete(findingKey(finding));
    for (const [finding, version] of this.#latest) if (before.get(finding) !== version) this.#known.set(findingKey(finding), version);
    if (before.size > 0 && this.#known.size === findings.length) return;
    this.#known = new Map(findings.map((finding, i) => [findingKey(finding), versions[i] as number]));
    // Of several with the same key only the last is known.
    if (this.#known.size < findings.length) this.#latest = new Map();
  }

  #sameVersion(finding: Finding, mustEqual: boolean): number | undefined {
    const known = this.#known.get(findingKey(finding));
    const version = known === undefined ? undefined : this.#versions[known];
    const isSame = mustEqual ? deepEqual : looksSame;
    return version !== undefined && isSame(version, finding) ? known : undefined;
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
    this.#latest = new Map();
  }
}

function withOutlook<T>(update: ListUpdate<T> | undefined, length: number, outlook: readonly T[]): ListUpdate<T> {
  return { keep: update?.keep ?? length, add: [...(update?.add ?? []), ...outlook] };
}

function isSameList(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((item, i) => item === b[i]);
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
