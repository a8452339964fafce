import { greatest } from "../../model/extremes.js";
import { at, countAt, itemsAt, textAt, timeAt } from "../../model/fields.js";
import type { KubeObject } from "../../model/kube-object.js";

/** The containers of a Pod as `kubectl get pods` summarises them. */
interface PodStatus {
  readonly ready: number;
  /** Regular containers and sidecars (init containers with restartPolicy Always). */
  readonly total: number;
  /** The STATUS column. */
  readonly reason: string;
  readonly restarts: number;
  /** End of the last terminated container that was restarted, in ms since the epoch; undefined if none was. */
  readonly lastRestartMs: number | undefined;
}

/**
 * Summarises a Pod as the API server does for its table. The rules; later ones override earlier ones:
 *
 * 1. The phase, or `status.reason` if set (Evicted), or SchedulingGated.
 * 2. During initialization: `Init:` and the reason of the first init container that has not finished, or how many have.
 * 3. Otherwise the reason of the first container that is waiting or terminated. If some containers have "Completed" and others run: Running
 *    if the Pod is ready, NotReady if not.
 * 4. During deletion: Unknown if its node is lost, Terminating unless the Pod has finished.
 */
export function podStatus(pod: KubeObject): PodStatus {
  const init = initProgress(pod);
  const main = init.reason === undefined || isConditionTrue(pod, "Initialized") ? containerProgress(pod) : undefined;
  const restarts = main === undefined ? init.all : joinRestarts(init.sidecars, main.restarts);
  return {
    ready: init.readySidecars + (main?.ready ?? 0),
    total: itemsAt(pod, "spec", "containers").length + sidecarNames(pod).size,
    reason: deletionReason(pod) ?? overallReason(pod, init.reason, main),
    restarts: restarts.count,
    lastRestartMs: restarts.lastMs,
  };
}

/** Whether a condition of this type is True. */
export function isConditionTrue(pod: KubeObject, type: string): boolean {
  const condition = itemsAt(pod, "status", "conditions").find((candidate) => textAt(candidate, "type") === type);
  return textAt(condition, "status") === "True";
}

interface Restarts {
  readonly count: number;
  readonly lastMs: number | undefined;
}

interface InitProgress {
  /** Why the Pod is not initialized; undefined if it is. */
  readonly reason: string | undefined;
  readonly all: Restarts;
  readonly sidecars: Restarts;
  readonly readySidecars: number;
}

/** Visits the init containers up to the first that has not finished. */
function initProgress(pod: KubeObject): InitProgress {
  const sidecar = sidecarNames(pod);
  const seen: unknown[] = [];
  let readySidecars = 0;
  let reason: string | undefined;
  for (const [i, status] of itemsAt(pod, "status", "initContainerStatuses").entries()) {
    seen.push(status);
    if (isTerminated(status) && countAt(status, "state", "terminated", "exitCode") === 0) continue;
    if (sidecar.has(text(status, "name")) && at(status, "started") === true) {
      if (at(status, "ready") === true) readySidecars++;
      continue;
    }
    reason = `Init:${initReason(status) ?? `${i}/${itemsAt(pod, "spec", "initContainers").length}`}`;
    break;
  }
  const sidecars = seen.filter((status) => sidecar.has(text(status, "name")));
  return { reason, all: restartsOf(seen), sidecars: restartsOf(sidecars), readySidecars };
}

function initReason(status: unknown): string | undefined {
  if (isTerminated(status)) return terminatedReason(status);
  const waiting = textAt(status, "state", "waiting", "reason");
  return waiting === "PodInitializing" ? undefined : waiting;
}

interface ContainerProgress {
  /** The reason of the first container that is waiting or terminated. */
  readonly reason: string | undefined;
  readonly ready: number;
  readonly restarts: Restarts;
}

function containerProgress(pod: KubeObject): ContainerProgress {
  const statuses = itemsAt(pod, "status", "containerStatuses");
  const reasons = statuses.map((status) => {
    const waiting = textAt(status, "state", "waiting", "reason");
    return waiting ?? (isTerminated(status) ? terminatedReason(status) : undefined);
  });
  const ready = statuses.filter((status, i) => reasons[i] === undefined && at(status, "ready") === true && isRunning(status));
  return { reason: reasons.find((reason) => reason !== undefined), ready: ready.length, restarts: restartsOf(statuses) };
}

function overallReason(pod: KubeObject, initReason: string | undefined, main: ContainerProgress | undefined): string {
  const reason = main?.reason ?? initReason ?? podReason(pod);
  if (reason !== "Completed" || main === undefined || main.ready === 0) return reason;
  return isConditionTrue(pod, "Ready") ? "Running" : "NotReady";
}

function podReason(pod: KubeObject): string {
  const isGated = itemsAt(pod, "status", "conditions").some(
    (condition) => textAt(condition, "type") === "PodScheduled" && textAt(condition, "reason") === "SchedulingGated",
  );
  return isGated ? "SchedulingGated" : (textAt(pod, "status", "reason") ?? text(pod, "status", "phase"));
}

function deletionReason(pod: KubeObject): string | undefined {
  if (textAt(pod, "metadata", "deletionTimestamp") === undefined) return undefined;
  if (textAt(pod, "status", "reason") === "NodeLost") return "Unknown";
  const phase = textAt(pod, "status", "phase");
  return phase === "Succeeded" || phase === "Failed" ? undefined : "Terminating";
}

function sidecarNames(pod: KubeObject): ReadonlySet<string> {
  const sidecars = itemsAt(pod, "spec", "initContainers").filter((container) => textAt(container, "restartPolicy") === "Always");
  return new Set(sidecars.map((container) => text(container, "name")));
}

function terminatedReason(status: unknown): string {
  const signal = countAt(status, "state", "terminated", "signal");
  const code = countAt(status, "state", "terminated", "exitCode");
  return textAt(status, "state", "terminated", "reason") ?? (signal === 0 ? `ExitCode:${code}` : `Signal:${signal}`);
}

function restartsOf(statuses: readonly unknown[]): Restarts {
  return statuses
    .map((status) => ({
      count: countAt(status, "restartCount"),
      lastMs: timeAt(status, "lastState", "terminated", "finishedAt"),
    }))
    .reduce(joinRestarts, { count: 0, lastMs: undefined });
}

function joinRestarts(a: Restarts, b: Restarts): Restarts {
  const known = [a.lastMs, b.lastMs].filter((ms) => ms !== undefined);
  return { count: a.count + b.count, lastMs: known.length === 0 ? undefined : greatest(known) };
}

function isTerminated(status: unknown): boolean {
  return isPresent(at(status, "state", "terminated"));
}

function isRunning(status: unknown): boolean {
  return isPresent(at(status, "state", "running"));
}

function isPresent(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function text(value: unknown, ...path: readonly string[]): string {
  return textAt(value, ...path) ?? "";
}
