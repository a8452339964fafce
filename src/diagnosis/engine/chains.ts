import { qualifiedKind } from "../evidence/qualified-kind.js";
import { type CandidateFinding, missingKey } from "./candidate-finding.js";
import type { Finding, Severity } from "./finding.js";
import type { CauseRef } from "./symptom.js";
import type { World } from "./world.js";

/** A finding with many causes names the first of them; the rest say the same. */
const maxCauses = 20;
/** What was over so long before something else began does not explain it. */
const graceMs = 60_000;

/**
 * Links each finding to those that explain it, and puts them into an order in which causes stand before their consequences and a chain stands
 * together: the worst chains first, then the earliest.
 */
export function inOrder(all: readonly CandidateFinding[], world: World): readonly Finding[] {
  const drafts = explained(all, world);
  const causes = new Causes(drafts, world);
  const order: number[] = [];
  const placed = new Set<number>();
  const place = (i: number) => {
    if (placed.has(i)) return;
    placed.add(i);
    for (const cause of causes.of(i)) place(cause);
    order.push(i);
  };
  for (const i of causes.lastOfChains()) place(i);
  const indexOf = new Map(order.map((i, index) => [i, index]));
  return order.flatMap((i) => {
    const draft = drafts[i];
    if (draft === undefined) return [];
    const behind = causes.of(i).flatMap((cause) => drafts[cause]?.finding ?? []);
    return [
      {
        ...(draft.needsCause ? heldUp(draft.finding, behind) : draft.finding),
        severity: causes.severityOf(i),
        causes: causes
          .of(i)
          .flatMap((cause) => indexOf.get(cause) ?? [])
          .sort((a, b) => a - b),
      },
    ];
  });
}

/**
 * What only waits is held up from when something held it up: till then it took its ordinary time. Its proof is that of its cause as well: one
 * failed probe holds up nothing yet, the last of them shows what does.
 */
function heldUp(finding: Finding, causes: readonly Finding[]): Finding {
  const first = causes.reduce<Finding | undefined>((a, b) => (a === undefined || b.sinceMs < a.sinceMs ? b : a), undefined);
  if (first === undefined) return finding;
  const { evidence, durationMs } = finding;
  const begun = Math.max(finding.firstSequence, first.firstSequence);
  const before = evidence.filter((sequence) => sequence < begun).slice(-1);
  const after = [begun, ...evidence, first.lastSequence].filter((sequence) => sequence >= begun);
  const proof = [...new Set([...before, ...after])].sort((a, b) => a - b);
  const sinceMs = Math.max(finding.sinceMs, first.sinceMs);
  return {
    ...finding,
    sinceMs,
    waitedMs: finding.sinceMs,
    firstSequence: proof[0] ?? finding.firstSequence,
    durationMs: durationMs === null ? null : Math.max(0, durationMs - (sinceMs - finding.sinceMs)),
    lastSequence: Math.max(finding.lastSequence, first.lastSequence),
    evidence: proof,
  };
}

/**
 * Without those that are a failure only where something explains them, and nothing does; and without those that say nothing new. What one of
 * them alone explains goes with it.
 */
function explained(all: readonly CandidateFinding[], world: World): readonly CandidateFinding[] {
  const ofObject = new Map<string, CandidateFinding[]>();
  for (const draft of all) push(ofObject, draft.finding.object.uid, draft);
  const drafts = all.filter((draft) => !isSaidByAnother(draft, ofObject.get(draft.finding.object.uid) ?? []));
  const causes = new Causes(drafts, world);
  const kept = drafts.filter((draft, i) => (causes.of(i).length > 0 ? !draft.repeatsCause : !draft.needsCause));
  return kept.length === drafts.length ? kept : explained(kept, world);
}

function isSaidByAnother({ finding, saidBy = [] }: CandidateFinding, ofObject: readonly CandidateFinding[]): boolean {
  return ofObject.some(({ finding: other }) => {
    const isMeant = saidBy.includes(other.class) && other.container === finding.container;
    return isMeant && other.sinceMs <= endOf(finding) + graceMs && finding.sinceMs <= endOf(other);
  });
}

/** Which drafts explain which, by their place in the list. Never in a circle. */
class Causes {
  readonly #drafts: readonly CandidateFinding[];
  readonly #causes: readonly (readonly number[])[];

  constructor(drafts: readonly CandidateFinding[], world: World) {
    this.#drafts = drafts;
    const index = new FindingIndex(drafts, world);
    const direct = withoutCircles(drafts.map((draft, i) => index.candidates(draft).filter((c) => c !== i && explains(drafts[c], draft))));
    this.#causes = direct.map((causes) => nearest(causes, direct));
  }

  of(i: number): readonly number[] {
    return this.#causes[i] ?? [];
  }

  /** Its own, or that of the worst cause where it is as bad as those. */
  severityOf(i: number): Severity {
    const draft = this.#drafts[i];
    const own = draft?.finding.severity ?? "info";
    if (draft?.asBadAsCause === undefined) return own;
    const behind = [...reachable(this.of(i), this.#causes)].flatMap((cause) => this.#drafts[cause]?.finding.severity ?? []);
    return behind.reduce((worst, each) => (severities[each] > severities[worst] ? each : worst), own);
  }

  /** Findings that explain no other: the ends of chains, the worst first. */
  lastOfChains(): readonly number[] {
    const explaining = new Set(this.#causes.flat());
    const ends = this.#drafts.flatMap((_, i) => (explaining.has(i) ? [] : [i]));
    const key = new Map(ends.map((i) => [i, this.#weightOf(i)]));
    return ends.sort((a, b) => {
      const [x, y] = [key.get(a), key.get(b)];
      return x === undefined || y === undefined ? 0 : y.severity - x.severity || x.sinceMs - y.sinceMs || x.sequence - y.sequence || a - b;
    });
  }

  #weightOf(i: number): { severity: number; sinceMs: number; sequence: number } {
    const all = [...reachable([i], this.#causes)].flatMap((c) => this.#drafts[c]?.finding ?? []);
    return {
      severity: Math.max(...all.map((finding) => severities[finding.severity])),
      sinceMs: Math.min(...all.map((finding) => finding.sinceMs)),
      sequence: Math.min(...all.map((finding) => finding.firstSequence)),
    };
  }
}

const severities: Readonly<Record<Severity, number>> = { info: 0, warning: 1, critical: 2 };

/** Looks findings up by what a `Because` names. */
class FindingIndex {
  readonly #byUid = new Map<string, number[]>();
  readonly #byName = new Map<string, number[]>();
  readonly #below = new Map<string, number[]>();
  readonly #inside = new Map<string, number[]>();
  readonly #byThing = new Map<string, number>();
  readonly #drafts: readonly CandidateFinding[];
  readonly #world: World;

  constructor(drafts: readonly CandidateFinding[], world: World) {
    this.#drafts = drafts;
    this.#world = world;
    for (const [i, { finding, provides }] of drafts.entries()) {
      const { uid, namespace, name } = finding.object;
      if (provides !== undefined) this.#byThing.set(provides, i);
      push(this.#byUid, uid, i);
      if (namespace !== undefined) push(this.#inside, namespace, i);
      push(this.#byName, `${qualifiedKind(finding.object)}/${namespace ?? ""}/${name}`, i);
      for (const above of world.controllersOf(uid)) push(this.#below, above, i);
    }
  }

  #isOfClass(i: number, classes: readonly string[] = []): boolean {
    return classes.includes(this.#drafts[i]?.finding.class ?? "");
  }

  candidates({ finding, because = [], missing }: CandidateFinding): readonly number[] {
    const thing = missing === undefined ? undefined : this.#byThing.get(missingKey(missing));
    return [...new Set([...(thing === undefined ? [] : [thing]), ...because.flatMap((each) => this.#meant(each, finding))])];
  }

  #meant(because: CauseRef, finding: Finding): readonly number[] {
    switch (because.kind) {
      case "self":
        return (this.#byUid.get(finding.object.uid) ?? []).filter((i) => isMeant(this.#drafts[i]?.finding, because));
      case "owned":
        return (this.#below.get(finding.object.uid) ?? []).filter((i) => !this.#isOfClass(i, because.except));
      case "owner":
        return this.#world
          .controllersOf(finding.object.uid)
          .flatMap((uid) => this.#byUid.get(uid) ?? [])
          .filter((i) => this.#isOfClass(i, because.classes));
      case "object":
        return this.#byName.get(`${because.of}/${because.namespace ?? ""}/${because.name}`) ?? [];
      case "inside":
        return (this.#inside.get(because.namespace) ?? []).filter((i) => this.#isOfClass(i, because.classes));
      case "uids":
        return because.uids.flatMap((uid) => this.#byUid.get(uid) ?? []);
    }
  }
}

function isMeant(finding: Finding | undefined, { classes, container }: Extract<CauseRef, { kind: "self" }>): boolean {
  if (finding === undefined || !classes.includes(finding.class)) return false;
  return container === undefined || finding.container === undefined || finding.container === container;
}

/** One explains another when it lasted until the other began, or nearly, and did not begin after it had ended. */
function explains(cause: CandidateFinding | undefined, { finding: effect }: CandidateFinding): boolean {
  if (cause === undefined) return false;
  const { finding } = cause;
  if (finding.severity === "info" && effect.severity !== "info") return false;
  return endOf(finding) >= effect.sinceMs - graceMs && finding.sinceMs <= endOf(effect);
}

function endOf({ sinceMs, durationMs }: Finding): number {
  return durationMs === null ? Number.POSITIVE_INFINITY : sinceMs + durationMs;
}

/** Leaves out each link that would close a circle. */
function withoutCircles(links: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const kept: number[][] = links.map(() => []);
  for (const [i, causes] of links.entries())
    for (const cause of causes.slice(0, maxCauses)) if (!reachable([cause], kept).has(i)) kept[i]?.push(cause);
  return kept;
}

/** Of causes that explain each other only the nearest: the rest of the chain hangs on them. */
function nearest(causes: readonly number[], links: readonly (readonly number[])[]): readonly number[] {
  const behind = reachable(
    causes.flatMap((cause) => links[cause] ?? []),
    links,
  );
  return causes.filter((cause) => !behind.has(cause));
}

function reachable(from: readonly number[], links: readonly (readonly number[])[]): ReadonlySet<number> {
  const seen = new Set<number>();
  const open = [...from];
  for (let i = open.pop(); i !== undefined; i = open.pop()) {
    if (seen.has(i)) continue;
    seen.add(i);
    open.push(...(links[i] ?? []));
  }
  return seen;
}

function push<Value>(map: Map<string, Value[]>, key: string, value: Value): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [value]);
  else known.push(value);
}
