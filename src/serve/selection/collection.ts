import type { ResourceType } from "../../model/resource-type.js";
import { compareResourceVersions } from "../../model/resource-version.js";
import type { ChangeType } from "../../model/watch-event.js";
import { labelPositions, offsetVersion, startVersion } from "../discovery/version-labels.js";
import type { ServedObject } from "../forms/served-object.js";

/** A period that the recording did not observe and that ended in a relist. See `HistoryLosses`. */
export interface Loss {
  /** The resourceVersion of the relist: from then on the oldest version to watch from. */
  readonly version: string;
  /** Scopes (`scopeOf`) whose watches are not affected: another stream of the recording covered them. */
  readonly exemptScopes: ReadonlySet<string>;
  /** Lists at an exact version can still read the state before: the recorder reconstructed the period from history. */
  readonly historyReadable: boolean;
}

/** A change of a collection before it is assigned a position. */
export type StepDraft = ChangeDraft | LossDraft;

interface ChangeDraft {
  readonly kind: "change";
  readonly sequence: number;
  readonly offsetMs: number;
  readonly type: ChangeType;
  readonly object: ServedObject;
  /** The previous state, if this incarnation existed: decides what watchers with a selector receive. */
  readonly previous: ServedObject | undefined;
  /** Found by the relist after this loss: watches that the loss affects receive the change through their own list. */
  readonly relistedAfter?: Loss | undefined;
}

/** Comes after the changes that its relist found; may have the sequence of the last of them. */
interface LossDraft {
  readonly kind: "loss";
  readonly sequence: number;
  readonly offsetMs: number;
  readonly loss: Loss;
}

interface Placed {
  readonly collection: Collection;
  /** 1 for the first step: the position of the collection after this step. */
  readonly position: number;
}

/** One watch event. */
export type ChangeStep = ChangeDraft & Placed;
/** Ends affected watches with 410; their clients list again. */
export type LossStep = LossDraft & Placed;
export type ServedStep = ChangeStep | LossStep;

/** Where a watch from some resourceVersion begins. */
type WatchStart =
  | { readonly kind: "position"; readonly position: number }
  /** Older than the recording: answered with 410. `oldest` is the first version that works. */
  | { readonly kind: "too-old"; readonly oldest: string }
  /** Neither a number nor a version that this server ever returned. */
  | { readonly kind: "invalid" };

/**
 * All objects of one type throughout the recording: the initial state and every later step.
 *
 * Positions count steps. Each has a unique resourceVersion (see `labelPositions`), so list and watch agree to the step.
 */
export class Collection {
  readonly type: ResourceType;
  readonly initial: readonly ServedObject[];
  readonly steps: readonly ServedStep[];
  readonly #labels: readonly string[];
  /** Position of each label, and of the first step whose version could not be its label. */
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

  /** The label of a position. */
  labelOf(position: number): string {
    return this.#labels[position] ?? this.oldestVersion;
  }

  /**
   * The resourceVersion to return at a position when the server as a whole has reached `serverVersion`. As with etcd, the version of an
   * unchanged collection advances with the others, but stays below the version of its next step.
   */
  versionAt(position: number, serverVersion: string): string {
    const own = this.labelOf(position);
    const next = this.#labels[position + 1];
    const limit = next === undefined ? serverVersion : offsetVersion(next, -1n);
    if (limit === undefined) return own;
    const given = older(limit, serverVersion);
    return newer(given, own) && !this.#byObjectVersion.has(given) ? given : own;
  }

  /** Whether a version is exactly that of a position or an object of this collection. */
  isKnown(version: string): boolean {
    return this.#byLabel.has(version) || this.#byObjectVersion.has(version);
  }

  /** The position at a version; undefined if that is before the recording or not a version. */
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

  /** Where a watch from a version starts. `selected`: whether the watch includes an object. */
  watchStart(version: string, selected: (object: ServedObject) => boolean): WatchStart {
    const position = this.positionOf(version);
    if (position !== undefined) return { kind: "position", position };
    const initial = this.initial.filter(selected);
    if (isOwnVersionOfNewest(version, initial)) return { kind: "position", position: 0 };
    return /^\d+$/.test(version) ? { kind: "too-old", oldest: this.oldestVersion } : { kind: "invalid" };
  }

  /** The last loss up to this position that affects a scope: no watch can start before it. */
  lastLoss(position: number, scope: string): LossStep | undefined {
    const hits = (step: ServedStep): step is LossStep =>
      step.kind === "loss" && step.position <= position && !step.loss.exemptScopes.has(scope);
    return this.steps.findLast(hits);
  }

  /** The objects that exist at a position, in list order: by namespace, then name. */
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

/** The newest object of a relist may have the version of the list, which the label of the loss needs; no watch starts within a relist. */
function versionOf(step: StepDraft): string {
  if (step.kind === "loss") return step.loss.version;
  return step.object.resourceVersion === step.relistedAfter?.version ? "" : step.object.resourceVersion;
}

/** Identifies an object within its collection; sorts as etcd does. */
export function keyOf(object: Pick<ServedObject, "namespace" | "name">): string {
  return object.namespace === undefined ? object.name : `${object.namespace}/${object.name}`;
}

/** A client that got one object and watches from its version has missed nothing, however old that version is. */
function isOwnVersionOfNewest(version: string, initial: readonly ServedObject[]): boolean {
  return initial.some((object) => object.resourceVersion === version) && !initial.some((object) => newer(object.resourceVersion, version));
}

function newer(a: string, b: string): boolean {
  return (compareResourceVersions(a, b) ?? 0) > 0;
}

function older(a: string, b: string): string {
  return newer(a, b) ? b : a;
}
