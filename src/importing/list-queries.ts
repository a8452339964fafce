import { refOf, type Uid } from "../model/kube-object.js";
import type { ForeignList } from "./foreign-change.js";
import { creationTime, latestOwnTime } from "./own-time.js";

/** One List, or all pages of one. */
export type WholeList = Pick<ForeignList, "of" | "items" | "continues">;

interface ListComparison {
  /** A List of the same query came before. */
  readonly isNext: boolean;
  /** Objects of the List before that this one lacks although it would hold them: they are gone. */
  readonly missing: readonly Uid[];
}

/**
 * Compares each List of an input with the one before it of the same query. A List does not say what its query was, so two are of one query only where
 * that is evident. The rules:
 *
 *  1. They are of the same kind ("PodList"); of a "List", their items are of the same kinds, or of several, of which one has all of the other.
 *  2. They share a namespace.
 *  3. Each item that only the later one holds was created after the earlier one was made: else the earlier one would hold it too.
 *  4. An empty "PodList" is of the one query of its kind. An empty "List" names no kind: it is of the query that was repeated before, if there was
 *     no other.
 *
 * An object is gone if the later List lacks it but holds others of its kind and namespace, or of several. A List whose last page is not there shows
 * nothing as gone. Selectors leave no trace: a later List by a narrower one would pass for the same query.
 */
export class ListQueries {
  readonly #queries: Query[] = [];

  /** Whether a List of the same query came before. */
  has(list: WholeList): boolean {
    return this.#find(list.of, sampleOf(list)) !== undefined;
  }

  add(list: WholeList): ListComparison {
    const now = sampleOf(list);
    const query = this.#find(list.of, now);
    if (query === undefined) {
      if (now.objects.size > 0 || !isGeneric(list.of)) this.#queries.push({ of: list.of, lists: 1, last: now });
      return { isNext: false, missing: [] };
    }
    const { last } = query;
    const missing = list.continues ? [] : [...last.objects.keys()].filter((uid) => !now.objects.has(uid) && isCovered(last, uid, now));
    query.lists++;
    query.last = merged(last, now, new Set(missing));
    return { isNext: true, missing };
  }

  #find(of: string, now: Sample): Query | undefined {
    if (now.objects.size > 0) return this.#queries.findLast((query) => query.of === of && isNextOf(query.last, now, of));
    const candidates = isGeneric(of) ? this.#queries : this.#queries.filter((query) => query.of === of);
    const [only] = candidates;
    return only?.of === of && candidates.length === 1 && (!isGeneric(of) || only.lists > 1) ? only : undefined;
  }
}

interface Query {
  readonly of: string;
  lists: number;
  last: Sample;
}

/** What a List shows of its query. */
interface Sample {
  readonly objects: ReadonlyMap<Uid, Place>;
  readonly kinds: ReadonlySet<string>;
  readonly namespaces: ReadonlySet<string>;
  /** It was not made before this, in ms since the epoch: the latest time in its items. */
  readonly notBeforeMs: number;
}

interface Place {
  readonly kind: string;
  readonly namespace: string;
  readonly createdMs: number | undefined;
}

/** The clocks that wrote the times in objects differ by less. */
const clockDifferenceMs = 2000;

function sampleOf({ items }: Pick<WholeList, "items">): Sample {
  const objects = new Map<Uid, Place>();
  let notBeforeMs = Number.NEGATIVE_INFINITY;
  for (const { object } of items) {
    const { uid, kind, apiVersion, namespace = "" } = refOf(object);
    objects.set(uid, { kind: `${apiVersion}/${kind}`, namespace, createdMs: creationTime(object) });
    notBeforeMs = Math.max(notBeforeMs, latestOwnTime(object) ?? notBeforeMs);
  }
  return sample(objects, notBeforeMs);
}

function sample(objects: ReadonlyMap<Uid, Place>, notBeforeMs: number): Sample {
  const places = [...objects.values()];
  const kinds = new Set(places.map(({ kind }) => kind));
  return { objects, kinds, namespaces: new Set(places.map(({ namespace }) => namespace)), notBeforeMs };
}

function isNextOf(last: Sample, now: Sample, of: string): boolean {
  if (isGeneric(of) && !haveSameKinds(last.kinds, now.kinds)) return false;
  if (last.namespaces.size > 0 && ![...now.namespaces].some((namespace) => last.namespaces.has(namespace))) return false;
  const limitMs = last.notBeforeMs - clockDifferenceMs;
  return [...now.objects].every(([uid, { createdMs }]) => last.objects.has(uid) || createdMs === undefined || createdMs >= limitMs);
}

function haveSameKinds(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  const shared = [...a].filter((kind) => b.has(kind)).length;
  return (shared === a.size && shared === b.size) || (shared > 1 && shared === Math.min(a.size, b.size));
}

function isCovered(last: Sample, uid: Uid, now: Sample): boolean {
  const place = last.objects.get(uid);
  if (place === undefined) return false;
  if (now.objects.size === 0) return true;
  return now.namespaces.has(place.namespace) || now.namespaces.size > 1;
}

/** What the later List does not speak of stays as it was known. */
function merged(last: Sample, now: Sample, missing: ReadonlySet<Uid>): Sample {
  const objects = new Map([...last.objects].filter(([uid]) => !missing.has(uid)));
  for (const [uid, place] of now.objects) objects.set(uid, place);
  const { kinds, namespaces, notBeforeMs } = sample(objects, Math.max(last.notBeforeMs, now.notBeforeMs));
  const isEmpty = objects.size === 0;
  return { objects, kinds: isEmpty ? last.kinds : kinds, namespaces: isEmpty ? last.namespaces : namespaces, notBeforeMs };
}

function isGeneric(of: string): boolean {
  return of === "v1/List";
}
