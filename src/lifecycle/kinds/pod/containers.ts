import { at, countAt, itemsAt, numberAt, textAt, timeAt } from "../../../model/fields.js";
import type { KubeObject } from "../../../model/kube-object.js";

/** `sidecar`: an init container with restartPolicy Always, which keeps running beside the others. */
export type ContainerRole = "container" | "init" | "sidecar" | "ephemeral";

export type ContainerState =
  | { readonly kind: "waiting"; readonly reason: string | undefined; readonly message: string | undefined }
  | { readonly kind: "running"; readonly startedMs: number | undefined }
  | TerminatedState
  /** The kubelet has not reported its status yet. */
  | { readonly kind: "unreported" };

export interface TerminatedState {
  readonly kind: "terminated";
  /** False where no start was reported: the exit code is made up then, often 0 or 137, as for a container that waited when its Pod was deleted. */
  readonly hasRun: boolean;
  readonly exitCode: number;
  readonly signal: number | undefined;
  readonly reason: string | undefined;
  readonly message: string | undefined;
  readonly startedMs: number | undefined;
  readonly finishedMs: number | undefined;
}

/** One container of a Pod: its spec and its status together. As with conditions, every field is always present. */
export interface ContainerFacts {
  readonly name: string;
  readonly role: ContainerRole;
  /** From the spec: "nginx:1.27". */
  readonly image: string | undefined;
  /** The digest that the image resolved to: "sha256:73528848…"; undefined until it is pulled. */
  readonly digest: string | undefined;
  readonly state: ContainerState;
  /** How its previous run ended. */
  readonly last: TerminatedState | undefined;
  readonly ready: boolean;
  /** It is running and its startup probe passed. */
  readonly started: boolean;
  readonly restarts: number;
  /** Its own (possible since 1.34), else the Pod's. */
  readonly restartPolicy: string;
  /** Rules by exit code can restart it against its policy. */
  readonly hasRestartRules: boolean;
  readonly probes: { readonly readiness: boolean; readonly liveness: boolean; readonly startup: boolean };
}

/** What is read of a Pod's spec and status, and of nothing else: each part on first use. */
export class PodFacts {
  /** In the order in which they start: init containers and sidecars, then the containers, then ephemeral ones. */
  readonly containers: readonly ContainerFacts[];
  /** Those that count for readiness: containers and sidecars. */
  readonly lasting: readonly ContainerFacts[];
  readonly restarts: number;
  readonly #derived = new Map<(pod: KubeObject) => unknown, unknown>();

  constructor(pod: KubeObject) {
    this.containers = readContainers(pod);
    this.lasting = this.containers.filter((c) => c.role === "container" || c.role === "sidecar");
    this.restarts = this.containers.reduce((sum, c) => sum + c.restarts, 0);
  }

  /** What a function of spec and status alone makes of the Pod, which is made once. */
  derived<T>(derive: (pod: KubeObject) => T, pod: KubeObject): T {
    let value = this.#derived.get(derive) as T | undefined;
    if (value === undefined) {
      value = derive(pod);
      this.#derived.set(derive, value);
    }
    return value;
  }
}

export function podFactsOf(pod: KubeObject): PodFacts {
  if (latest?.pod !== pod) latest = { pod, facts: sharedFacts(pod) };
  return latest.facts;
}

/** All containers, in the order in which they start. */
export function containersOf(pod: KubeObject): readonly ContainerFacts[] {
  return podFactsOf(pod).containers;
}

/** Stage, milestones and findings of one revision each read its containers. */
let latest: { readonly pod: KubeObject; readonly facts: PodFacts } | undefined;

function sharedFacts(pod: KubeObject): PodFacts {
  const known = readOf(pod["spec"]);
  const status = asKey(pod["status"]);
  let facts = known.get(status);
  if (facts === undefined) {
    facts = new PodFacts(pod);
    known.set(status, facts);
  }
  return facts;
}

/** A spec and a status never change, and revisions read by `StrippedFrames` share them. */
const read = new WeakMap<object, WeakMap<object, PodFacts>>();

function readOf(spec: unknown): WeakMap<object, PodFacts> {
  const key = asKey(spec);
  let known = read.get(key);
  if (known === undefined) {
    known = new WeakMap();
    read.set(key, known);
  }
  return known;
}

/** Values that are no objects hold nothing to read: all share one key. */
function asKey(part: unknown): object {
  return typeof part === "object" && part !== null ? part : nothing;
}

const nothing = {};

function readContainers(pod: KubeObject): readonly ContainerFacts[] {
  const containers: ContainerFacts[] = [];
  const inits = statusesIn(pod, "initContainerStatuses");
  for (const spec of itemsAt(pod, "spec", "initContainers"))
    add(containers, spec, textAt(spec, "restartPolicy") === "Always" ? "sidecar" : "init", pod, inits);
  const statuses = statusesIn(pod, "containerStatuses");
  for (const spec of itemsAt(pod, "spec", "containers")) add(containers, spec, "container", pod, statuses);
  const ephemeral = statusesIn(pod, "ephemeralContainerStatuses");
  for (const spec of itemsAt(pod, "spec", "ephemeralContainers")) add(containers, spec, "ephemeral", pod, ephemeral);
  return containers;
}

/** Those that count for readiness: containers and sidecars. */
export function lastingContainers(pod: KubeObject): readonly ContainerFacts[] {
  return podFactsOf(pod).lasting;
}

/** Finds the status of a container by its name: of several the last. */
type StatusOf = (name: string) => unknown;

/** A Pod has few containers, and is read for every revision: only of many is an index made. */
const maxUnindexed = 32;

function statusesIn(pod: KubeObject, field: string): StatusOf {
  const items = itemsAt(pod, "status", field);
  if (items.length <= maxUnindexed) return (name) => items.findLast((each) => textAt(each, "name") === name);
  const byName = new Map(items.map((item) => [textAt(item, "name"), item]));
  return (name) => byName.get(name);
}

function add(containers: ContainerFacts[], spec: unknown, role: ContainerRole, pod: KubeObject, statusOf: StatusOf): void {
  const name = textAt(spec, "name");
  if (name === undefined) return;
  const status = statusOf(name);
  containers.push(factsOf(name, role, spec, status, textAt(pod, "spec", "restartPolicy") ?? "Always"));
}

function factsOf(name: string, role: ContainerRole, spec: unknown, status: unknown, policyOfPod: string): ContainerFacts {
  return {
    name,
    role,
    image: textAt(spec, "image"),
    digest: digestOf(textAt(status, "imageID")),
    last: terminatedState(at(status, "lastState", "terminated")),
    state: stateOf(status),
    ready: at(status, "ready") === true,
    started: at(status, "started") === true,
    restarts: countAt(status, "restartCount"),
    restartPolicy: textAt(spec, "restartPolicy") ?? policyOfPod,
    hasRestartRules: itemsAt(spec, "restartPolicyRules").length > 0,
    probes: {
      readiness: at(spec, "readinessProbe") !== undefined,
      liveness: at(spec, "livenessProbe") !== undefined,
      startup: at(spec, "startupProbe") !== undefined,
    },
  };
}

/** "sha256:…" of "docker.io/library/nginx@sha256:…" or of "docker-pullable://…"; an id without a digest stays as it is. */
function digestOf(imageId: string | undefined): string | undefined {
  if (imageId === undefined) return undefined;
  return /sha(?:256|512):[0-9a-f]+$/.exec(imageId)?.[0] ?? imageId;
}

function stateOf(status: unknown): ContainerState {
  const terminated = terminatedState(at(status, "state", "terminated"));
  if (terminated !== undefined) return terminated;
  const running = at(status, "state", "running");
  if (isRecord(running)) return { kind: "running", startedMs: knownTimeAt(running, "startedAt") };
  const waiting = at(status, "state", "waiting");
  if (!isRecord(waiting)) return { kind: "unreported" };
  return { kind: "waiting", reason: textAt(waiting, "reason"), message: textAt(waiting, "message") };
}

function terminatedState(value: unknown): TerminatedState | undefined {
  if (!isRecord(value)) return undefined;
  const signal = numberAt(value, "signal");
  const exitCode = countAt(value, "exitCode");
  return {
    kind: "terminated",
    hasRun: hasRun(value, exitCode),
    exitCode,
    signal: signal === 0 ? undefined : signal,
    reason: textAt(value, "reason"),
    message: textAt(value, "message"),
    startedMs: knownTimeAt(value, "startedAt"),
    finishedMs: knownTimeAt(value, "finishedAt"),
  };
}

/**
 * The kubelet ends a container that never ran with a state that it makes up: no times, and exit code 0 or 137. What the runtime could not start
 * has no start either (StartError), but a code of its own. Statuses written by hand often lack the times of what did run.
 */
function hasRun(value: unknown, exitCode: number): boolean {
  if (knownTimeAt(value, "startedAt") !== undefined) return true;
  const isMadeUp = (exitCode === 0 || exitCode === 137) && reasonsWithoutRun.has(textAt(value, "reason"));
  if (!isMadeUp || textAt(value, "containerID") !== undefined) return true;
  if (at(value, "startedAt") !== undefined) return false;
  return exitCode !== 0 || knownTimeAt(value, "finishedAt") !== undefined;
}

const reasonsWithoutRun: ReadonlySet<string | undefined> = new Set([undefined, "Completed", "Error", "ContainerStatusUnknown"]);

/** For a container that never started the kubelet writes null, 1970-01-01T00:00:00Z or 0001-01-01T00:00:00Z. */
function knownTimeAt(value: unknown, field: string): number | undefined {
  const ms = timeAt(value, field);
  return ms !== undefined && ms > 0 ? ms : undefined;
}

function isRecord(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
