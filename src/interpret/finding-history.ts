import type { Finding } from "../diagnosis/engine/finding.js";
import type { FindingNews } from "../diagnosis/engine/finding-reporter.js";

/** The findings of a session, frame by frame, so that at any of them it is known what was known by then. Plain data; its lists grow. */
export interface FindingHistory {
  /** Every form that a finding took; the other lists refer to these by index. */
  readonly versions: readonly Finding[];
  /** What was known from a frame until the next one at which it was different, in sequence. */
  readonly states: readonly FindingState[];
  /** Where findings open, change and resolve, in sequence. */
  readonly news: readonly NewsEntry[];
}

export interface FindingState {
  readonly sequence: number;
  /** Indexes of `versions`, causes before their consequences. */
  readonly findings: readonly number[];
}

export interface NewsEntry {
  readonly kind: FindingNews["kind"];
  /** An index of `versions`. */
  readonly finding: number;
  readonly sequence: number;
  readonly offsetMs: number;
  /** Known only at the end of the session: something that did not happen until then. No frame shows it. */
  readonly atEnd?: true;
}

export const noHistory: FindingHistory = { versions: [], states: [], news: [] };

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
