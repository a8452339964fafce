import type { ResourceType } from "../../model/resource-type.js";
import { compareResourceVersions } from "../../model/resource-version.js";
import type { ChangeType } from "../../model/watch-event.js";
import { labelPositions, offsetVersion, startVersion } from "../discovery/version-labels.js";
import type { ServedObject } from "../forms/served-object.js";

/** A stretch that the recording did not see, and that ended in a relist. See `HistoryLosses`. */
export interface Loss {
  /** The resourceVersion of the relist: the oldest to watch from, from then on. */
  readonly version: string;
  /** Scopes (`scopeOf`) whose watches it does not hit: another stream of the recording followed them, and saw. */
  readonly exemptScopes: ReadonlySet<string>;
  /** Lists at an exact version still read what was before: the recording could tell, from history, what happened meanwhile. */
  readonly historyReadable: boolean;
}

/** What happens to a collection, before it has its place there. */
export type StepDraft = ChangeDraft | LossDraft;

export interface ChangeDraft {
  readonly kind: "change";
  readonly sequence: number;
  readonly offsetMs: number;
  readonly type: ChangeType;
  readonly object: ServedObject;
  /** The state before, when this incarnation was alive then: whether a selector held before decides what a watcher is told. */
  readonly previous: ServedObject | undefined;
  /** Came to light by the relist after this loss: whoever is hit by it learns of the change from a list of its own. */
  readonly relistedAfter?: Loss | undefined;
}

/** Stands after the changes that its relist brought to light, and may bear the sequence of the last of them. */
export interface LossDraft {
  readonly kind: "loss";
  readonly sequence: number;
  readonly offsetMs: number;
  readonly loss: Loss;
}

interface Placed {
  readonly collection: Collection;
  /** 1 for the first step of the collection: where the collection stands after it. */
  readonly position: number;
}

/** One watch event to come. */
export type ChangeStep = ChangeDraft & Placed;
/** Watches that it hits end in a 410, and their clients list again. */
export type LossStep = LossDraft & Placed;
export type ServedStep = ChangeStep | LossStep;

/** Where a watch from some resourceVersion begins. */
export type WatchStart =
  | { readonly kind: "position"; readonly position: number }
  /** Older than the recording: answered with 410. `oldest` is the first version that would do. */
  | { readonly kind: "too-old"; readonly oldest: string }
  /** Neither a number nor a version that was ever given out. */
  | { readonly kind: "invalid" };

/**
 * All objects of one type through the whole recording: what was there at the start, and every step from then on.
 *
 * Positions count steps; each has a resourceVersion of its own (see `labelPositions`), so list and watch agree to the step.
 */
export class Collection {
  readonly type: ResourceType;
  readonly initial: readonly ServedObject[];
  readonly steps: readonly ServedStep[];
  readonly #labels: readonly string[];
  /** Position of each label, and of the first step bearing a version that could not be its label. */
  readonly #byLabel = new Map<string, number>();
  readonly #byObjectVersion = new Map<string, number>();

  /** `listedVersions`: resourceVersions of the recorded lists. */
  constructor(type: ResourceType, initial: readonly ServedObject[], steps: readonly StepDraft[], listedVersions: readonly string[]) {
    this.type = type;
    this.initial = initial;
    this.steps = steps.map((step, index) => ({ ...step, collection: this, position: index + 1 }));
    const versions = steps.map(versionOf);
    const start = startVersion([...listedVersions, ...initial.map((object) => object.resourceVersion)], versions[0]);
    this.#labels = labelPositions(start, versions);
    for (const [position, label] of this.#labels.entries()) this.#byLabel.set(label, position);
    for (const [index, version] of versions.entries()) {
      if (!this.#byLabel.has(version) && !this.#byObjectVersion.has(version)) this.#byObjectVersion.set(version, index + 1);
    }
  }

  /** The oldest version that can be watched from. */
  get oldestVersion(): string {
    return this.#labels[0] ?? "1";
  }

  /** The resourceVersion that a position bears by itself. */
  labelOf(position: number): string {
    return this.#labels[position] ?? this.oldestVersion;
  }

  /**
   * The resourceVersion to give out at a position while the server as a whole has come to `serverVersion`: as with etcd, quiet
   * collections move on with the others, but never so far that the next step would not be newer.
   */
  versionAt(position: number, serverVersion: string): string {
    const own = this.labelOf(position);
    const next = this.#labels[position + 1];
    const limit = next === undefined ? serverVersion : offsetVersion(next, -1n);
    if (limit === undefined) return own;
    const given = older(limit, serverVersion);
    return newer(given, own) && !this.#byObjectVersion.has(given) ? given : own;
  }

  /** Whether a version names a position or an object here, rather than lying between two. */
  isKnown(version: string): boolean {
    return this.#byLabel.has(version) || this.#byObjectVersion.has(version);
  }

  /** The position at which the collection stood at a version; undefined when that is before the recording or no version at all. */
  positionOf(version: string): number | undefined {
    const known = this.#byLabel.get(version) ?? this.#byObjectVersion.get(version);
    if (known !== undefined) return known;
    let found: number | undefined;
    for (const [position, label] of this.#labels.entries()) {
      const order = compareResourceVersions(label, version);
      if (order !== undefined && order <= 0) found = position;
    }
    return found;
  }

  /** Where to watch from. `selected` says which objects the watch is about. */
  watchStart(version: string, selected: (object: ServedObject) => boolean): WatchStart {
    const position = this.positionOf(version);
    if (position !== undefined) return { kind: "position", position };
    const initial = this.initial.filter(selected);
    if (isOwnVersionOfNewest(version, initial)) return { kind: "position", position: 0 };
    return /^\d+$/.test(version) ? { kind: "too-old", oldest: this.oldestVersion } : { kind: "invalid" };
  }

  /** At this position, the last loss that hit who asks with this scope: nothing before it can be watched from. */
  lastLoss(position: number, scope: string): LossStep | undefined {
    const hits = (step: ServedStep): step is LossStep =>
      step.kind === "loss" && step.position <= position && !step.loss.exemptScopes.has(scope);
    return this.steps.findLast(hits);
  }

  /** What exists at a position, in the order of a list: by namespace, then name. */
  stateAt(position: number): readonly ServedObject[] {
    const state = new Map(this.initial.map((object) => [keyOf(object), object]));
    for (const step of this.steps.slice(0, position)) {
      if (step.kind === "loss") continue;
      const { type, object } = step;
      const key = keyOf(object);
      if (type !== "DELETED") state.set(key, object);
      else if (state.get(key)?.uid === object.uid) state.delete(key);
    }
    return [...state].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, object]) => object);
  }
}

/** The newest object of a relist may bear the version of the list, which its loss needs: nobody watches from amidst a relist. */
function versionOf(step: StepDraft): string {
  if (step.kind === "loss") return step.loss.version;
  return step.object.resourceVersion === step.relistedAfter?.version ? "" : step.object.resourceVersion;
}

/** Names an object within its collection, and orders lists as etcd does. */
export function keyOf(object: Pick<ServedObject, "namespace" | "name">): string {
  return object.namespace === undefined ? object.name : `${object.namespace}/${object.name}`;
}

/** A client that got one object and watches it from that object's version has missed nothing, old as it is. */
function isOwnVersionOfNewest(version: string, initial: readonly ServedObject[]): boolean {
  return initial.some((object) => object.resourceVersion === version) && !initial.some((object) => newer(object.resourceVersion, version));
}

function newer(a: string, b: string): boolean {
  return (compareResourceVersions(a, b) ?? 0) > 0;
}

function older(a: string, b: string): string {
  return newer(a, b) ? b : a;
}
