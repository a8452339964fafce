import type { ClusterReader, ListRequest, WatchBatch, WatchRequest } from "../../src/cluster/cluster-reader.js";
import { RequestFailure } from "../../src/cluster/cluster-reader.js";
import type { ListWatchEvent } from "../../src/cluster/watch/list-watch-events.js";
import type { Clock } from "../../src/io/clock.js";
import { Revision } from "../../src/model/revision.js";
import type { ChangeType, KubeStatus, WatchEvent } from "../../src/model/watch-event.js";

/** A clock that advances only during sleeps. */
export class VirtualClock implements Clock {
  now = 0;
  readonly slept: number[] = [];
  wallMs(): number {
    return 1_800_000_000_000 + this.now;
  }
  monotonicMs(): number {
    return this.now;
  }
  async sleep(ms: number): Promise<void> {
    if (this.slept.length > 1000) throw new Error("the script leads nowhere: slept 1000 times");
    this.slept.push(ms);
    this.now += ms;
  }
}

/** One response to a list: its items, or its failure. */
export type ListStep = { readonly resourceVersion: string; readonly items?: readonly Revision[] } | RequestFailure;

/** One stream: its events, each a batch of its own; how long it lives; a failure at its end (before it is accepted, if `refused`). */
export interface StreamStep {
  readonly events?: readonly WatchEvent[];
  readonly livesMs?: number;
  readonly failure?: RequestFailure;
  readonly refused?: boolean;
}

/** A cluster with scripted responses. Calls `onEnd` when all streams are used up, which ends the test. */
export class ScriptedReader implements ClusterReader {
  readonly watchedFrom: string[] = [];
  readonly watches: WatchRequest[] = [];
  lists = 0;
  latestVersion?: NonNullable<ClusterReader["latestVersion"]>;
  readonly #script: { readonly lists: readonly ListStep[]; readonly streams: readonly StreamStep[] };
  readonly #clock: VirtualClock;
  readonly #onEnd: () => void;

  constructor(script: { lists: readonly ListStep[]; streams: readonly StreamStep[] }, clock: VirtualClock, onEnd: () => void) {
    this.#script = script;
    this.#clock = clock;
    this.#onEnd = onEnd;
  }

  async list(_request: ListRequest) {
    const step = this.#script.lists[this.lists++];
    if (step === undefined) {
      this.#onEnd();
      throw new Error("the script has no further list");
    }
    if (step instanceof RequestFailure) throw step;
    return { items: [], ...step };
  }

  async *watch(request: WatchRequest): AsyncGenerator<WatchBatch> {
    const step = this.#script.streams[this.watches.length];
    if (step === undefined) return this.#onEnd();
    this.watches.push(request);
    this.watchedFrom.push(request.resourceVersion);
    if (step.refused && step.failure) throw step.failure;
    yield this.#batch([]);
    for (const event of step.events ?? []) yield this.#batch([event]);
    this.#clock.now += step.livesMs ?? 0;
    if (step.failure !== undefined) throw step.failure;
  }

  #batch(events: readonly WatchEvent[]): WatchBatch {
    return { events, monotonicMs: this.#clock.monotonicMs(), wallMs: this.#clock.wallMs() };
  }
}

export function pod(name: string, resourceVersion: string, uid = `uid-${name}`): Revision {
  return Revision.ofObject({ apiVersion: "v1", kind: "Pod", metadata: { name, namespace: "default", uid, resourceVersion } });
}

export function change(type: ChangeType, name: string, resourceVersion: string): WatchEvent {
  return { type, revision: pod(name, resourceVersion) };
}

export function bookmark(resourceVersion: string): WatchEvent {
  return { type: "BOOKMARK", resourceVersion, initialEventsEnd: false };
}

export function errorEvent(status: KubeStatus): WatchEvent {
  return { type: "ERROR", status };
}

/** One short line per event. */
export function brief(event: ListWatchEvent): string {
  switch (event.kind) {
    case "listed":
      return `${event.relist ? "relisted" : "listed"} ${event.resourceVersion}${event.items.map((item) => ` ${nameOf(item)}`).join("")}`;
    case "connected":
      return `connected ${event.resourceVersion}`;
    case "batch":
      return event.batch.events.map(briefChange).join(", ");
    case "bookmark":
      return `bookmark ${event.resourceVersion}`;
    case "disconnected":
      return `disconnected ${event.clean ? "cleanly" : event.reason}`;
    case "expired":
      return `expired: ${event.reason}`;
  }
}

function briefChange(event: WatchEvent): string {
  return "revision" in event
    ? `${event.type} ${nameOf(event.revision)}`
    : event.type === "MALFORMED"
      ? `MALFORMED ${event.problem}`
      : event.type;
}

function nameOf({ object }: Revision): string {
  return `${object.metadata.name}@${object.metadata.resourceVersion}`;
}
