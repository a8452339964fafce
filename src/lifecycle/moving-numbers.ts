import type { ObjectFrame } from "../model/frame.js";
import { groupOf, type ObjectRef, type Uid } from "../model/kube-object.js";
import { ownersOf } from "../model/owners.js";
import { countAt } from "./fields.js";
import { containersOf, lastingContainers } from "./pod/containers.js";

/** From this offset on, the number was this. */
export interface NumberPoint {
  readonly offsetMs: number;
  readonly value: number;
}

/** A number that moved while a session was recorded. */
export interface MovingNumber {
  readonly name: "containers ready" | "restarts" | "replicas available";
  /** Whose it is; absent: of all Pods together. */
  readonly ref?: ObjectRef;
  /** Each differs from the one before; the first is what it was when it was first known. */
  readonly points: readonly NumberPoint[];
}

/** Beyond this, moves that lie close together are told as fewer. */
const mostPoints = 8192;

/**
 * Follows, over the frames of a session fed in sequence: the ready containers of all Pods that exist, the restarts of all Pods (a Pod that
 * is gone keeps its own, so that the number never falls), and the available replicas of what keeps Pods running.
 */
export class MovingNumbers {
  readonly #ready = new Map<Uid, number>();
  readonly #restarts = new Map<Uid, number>();
  readonly #pods = { ready: new Series(), restarts: new Series() };
  readonly #available = new Map<Uid, { readonly ref: ObjectRef; readonly series: Series }>();

  note(frame: ObjectFrame): void {
    const { ref } = frame;
    if (ref.kind === "Pod" && ref.apiVersion === "v1") this.#notePod(frame);
    else if (groupOf(ref.apiVersion) === "apps" && workloads.has(ref.kind)) this.#noteWorkload(frame);
  }

  /** Those that took at least two values. */
  all(): readonly MovingNumber[] {
    const numbers: readonly MovingNumber[] = [
      { name: "containers ready", points: this.#pods.ready.points },
      { name: "restarts", points: this.#pods.restarts.points },
      ...[...this.#available.values()].map(({ ref, series }) => ({ name: "replicas available" as const, ref, points: series.points })),
    ];
    return numbers.filter(({ points }) => points.length > 1);
  }

  #notePod({ ref, type, offsetMs, revision, initial }: ObjectFrame): void {
    const ready = type === "DELETED" ? 0 : lastingContainers(revision.object).filter((c) => c.ready).length;
    this.#pods.ready.move(offsetMs, ready - (this.#ready.get(ref.uid) ?? 0), initial === true);
    if (type === "DELETED") this.#ready.delete(ref.uid);
    else this.#ready.set(ref.uid, ready);
    const known = this.#restarts.get(ref.uid) ?? 0;
    const restarts = Math.max(
      known,
      containersOf(revision.object).reduce((sum, c) => sum + c.restarts, 0),
    );
    this.#pods.restarts.move(offsetMs, restarts - known, initial === true);
    this.#restarts.set(ref.uid, restarts);
  }

  /** A ReplicaSet that a Deployment manages says nothing that its Deployment does not. */
  #noteWorkload({ ref, type, offsetMs, revision, initial }: ObjectFrame): void {
    const { object } = revision;
    if (ref.kind === "ReplicaSet" && ownersOf(object).some((owner) => owner.controller)) return;
    const known = this.#available.get(ref.uid) ?? { ref, series: new Series() };
    this.#available.set(ref.uid, known);
    const field = ref.kind === "DaemonSet" ? "numberAvailable" : "availableReplicas";
    known.series.set(offsetMs, type === "DELETED" ? 0 : countAt(object, "status", field), initial === true);
  }
}

const workloads: ReadonlySet<string> = new Set(["Deployment", "ReplicaSet", "StatefulSet", "DaemonSet"]);

class Series {
  #points: NumberPoint[] = [];
  /** Nothing but what was there already when recording began. */
  #isBeginning = true;

  get points(): readonly NumberPoint[] {
    return this.#points;
  }

  move(offsetMs: number, by: number, initial: boolean): void {
    this.set(offsetMs, (this.#points.at(-1)?.value ?? 0) + by, initial);
  }

  /** `initial`: found by the first list. Objects come from it one by one, but the number did not move. */
  set(offsetMs: number, value: number, initial: boolean): void {
    const first = this.#points[0];
    if (initial && this.#isBeginning) this.#points = [{ offsetMs: first?.offsetMs ?? offsetMs, value }];
    else this.#add({ offsetMs, value });
    this.#isBeginning &&= initial;
    if (this.#points.length > mostPoints) this.#points = thinned(this.#points);
  }

  #add(point: NumberPoint): void {
    if (this.#points.at(-1)?.value !== point.value) this.#points.push(point);
  }
}

/** Of each of many equal stretches of time the lowest, the highest and the last value: the number still goes as far as it went. */
function thinned(points: readonly NumberPoint[]): NumberPoint[] {
  const startMs = points[0]?.offsetMs ?? 0;
  const stretchMs = Math.max(1e-3, ((points.at(-1)?.offsetMs ?? 0) - startMs) / (mostPoints / 8));
  const kept: NumberPoint[] = [];
  for (let from = 0; from < points.length; ) {
    const stretch = Math.floor(((points[from]?.offsetMs ?? 0) - startMs) / stretchMs);
    let to = from + 1;
    while (to < points.length && Math.floor(((points[to]?.offsetMs ?? 0) - startMs) / stretchMs) === stretch) to++;
    for (const point of tellingOf(points.slice(from, to))) if (kept.at(-1)?.value !== point.value) kept.push(point);
    from = to;
  }
  return kept;
}

function tellingOf(points: readonly NumberPoint[]): readonly NumberPoint[] {
  const lowest = points.reduce<NumberPoint | undefined>((a, b) => (a === undefined || b.value < a.value ? b : a), undefined);
  const highest = points.reduce<NumberPoint | undefined>((a, b) => (a === undefined || b.value > a.value ? b : a), undefined);
  return points.filter((point, i) => point === lowest || point === highest || i === points.length - 1);
}
