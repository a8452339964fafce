import { Interrupted, KubespyError } from "../../../errors.js";
import type { Clock } from "../../../io/clock.js";
import { failureWords, type Kubectl, kubectlOutput, requestMs } from "./kubectl.js";

/** Every namespace of a lesson has both labels, and none without them is ever deleted. */
const managedBy = ["app.kubernetes.io/managed-by", "kubespy"] as const;
const lessonLabel = "kubespy.dev/lesson";

/** "kubespy-learn-bad-image-tag-x7k2p": the name of a namespace, and of a label's value, is at most 63 characters of a-z, 0-9 and hyphens. */
export function lessonNamespace(lesson: string, suffix: string): string {
  return `kubespy-learn-${labelValue(lesson).slice(0, 48 - suffix.length)}-${suffix}`.replace(/-+/g, "-");
}

function labelValue(lesson: string): string {
  const value = lesson
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 63)
    .replace(/^-+|-+$/g, "");
  return value === "" ? "lesson" : value;
}

/** What of a Namespace matters here. */
interface NamespaceObject {
  readonly metadata?: {
    readonly name?: string;
    readonly creationTimestamp?: string;
    readonly deletionTimestamp?: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
}

/**
 * Creates the namespace of a lesson. An interruption does not end the request: nobody would know whether the namespace exists. Rejects with `KubespyError`
 * where it was refused, and with `UnknownOutcome` where the answer did not come.
 */
export async function createNamespace(name: string, lesson: string, kubectl: Kubectl): Promise<void> {
  const labels = { [managedBy[0]]: managedBy[1], [lessonLabel]: labelValue(lesson) };
  const manifest = JSON.stringify({ apiVersion: "v1", kind: "Namespace", metadata: { name, labels } });
  const result = await kubectl({ args: ["create", "-f", "-"], input: manifest, limitMs: requestMs });
  if (result.exitCode === 0 && result.problem === undefined) return;
  const message = `kubectl cannot create the namespace ${name}: ${failureWords(result)}`;
  const hint = 'a live lesson needs a cluster where you may create namespaces: check with "kubectl auth can-i create namespaces"';
  throw result.problem === undefined ? new KubespyError(message, { hint }) : new UnknownOutcome(message, { hint });
}

/** The request may have been carried out. */
export class UnknownOutcome extends KubespyError {}

/** A Pod is refused before the namespace has its default service account. */
export async function untilServiceAccount(
  namespace: string,
  { kubectl, clock, signal }: { readonly kubectl: Kubectl; readonly clock: Clock; readonly signal: AbortSignal },
): Promise<void> {
  const args = ["-n", namespace, "get", "serviceaccount", "default", "-o", "name", "--ignore-not-found"];
  const what = `kubectl cannot read the default service account of the namespace ${namespace}`;
  for (const startMs = clock.monotonicMs(); clock.monotonicMs() - startMs < requestMs; await clock.sleep(pollMs, signal)) {
    if (signal.aborted) throw new Interrupted("stopped by a signal");
    const output = await kubectlOutput(
      kubectl,
      { args, limitMs: requestMs, signal },
      what,
      "check what you may do: kubectl auth can-i --list",
    );
    if (output.trim() !== "") return;
  }
  throw new KubespyError(`the namespace ${namespace} has no default service account after ${requestMs / 1000}s`, {
    hint: "check that the controllers of the cluster are running: kubectl get pods -n kube-system",
  });
}

const pollMs = 250;

/** `requested`: it has a deletion timestamp, or is gone by now. `absent`: it did not exist. */
export type NamespaceRemoval = { readonly kind: "requested" | "absent" } | { readonly kind: "failed"; readonly problem: string };

/** The tries, and what is waited before each further one, in ms. */
const triesAfterMs = [0, 1_000, 3_000];
const removalMs = 15_000;

/** Requests the deletion of a lesson's namespace, and looks whether the cluster shows that. Does not wait for its end. Never rejects. */
export async function removeNamespace(name: string, kubectl: Kubectl, clock: Clock): Promise<NamespaceRemoval> {
  let removal: NamespaceRemoval = { kind: "failed", problem: "" };
  for (const afterMs of triesAfterMs) {
    await clock.sleep(afterMs);
    removal = await removeOnce(name, kubectl);
    if (removal.kind !== "failed") return removal;
  }
  return removal;
}

async function removeOnce(name: string, kubectl: Kubectl): Promise<NamespaceRemoval> {
  const there = await readNamespace(name, kubectl);
  if (typeof there === "string") return { kind: "failed", problem: there };
  if (there === undefined) return { kind: "absent" };
  if (!isOfLesson(there)) return { kind: "failed", problem: "it is not labelled as a namespace of a lesson" };
  if (there.metadata?.deletionTimestamp !== undefined) return { kind: "requested" };
  const deleted = await kubectl({ args: ["delete", "namespace", name, "--wait=false", "--ignore-not-found"], limitMs: removalMs });
  const after = await readNamespace(name, kubectl);
  if (after === undefined || (typeof after !== "string" && after.metadata?.deletionTimestamp !== undefined)) return { kind: "requested" };
  const isDone = deleted.exitCode === 0 && deleted.problem === undefined;
  return {
    kind: "failed",
    problem: !isDone ? failureWords(deleted) : typeof after === "string" ? after : "the cluster does not show that it is being deleted",
  };
}

/** Undefined where there is none; why it cannot be read, in words. */
async function readNamespace(name: string, kubectl: Kubectl): Promise<NamespaceObject | undefined | string> {
  const result = await kubectl({ args: ["get", "namespace", name, "-o", "json", "--ignore-not-found"], limitMs: removalMs });
  if (result.exitCode !== 0 || result.problem !== undefined) return failureWords(result);
  if (result.stdout.trim() === "") return undefined;
  return parsed<NamespaceObject>(result.stdout) ?? "kubectl printed no JSON";
}

function isOfLesson({ metadata: { labels = {} } = {} }: NamespaceObject): boolean {
  return labels[managedBy[0]] === managedBy[1] && labels[lessonLabel] !== undefined;
}

/** A namespace of another run: one that was killed, or one that is in progress. */
export interface OtherNamespace {
  readonly name: string;
  /** RFC 3339. */
  readonly createdAt: string;
}

/** Those of all lessons that are not being deleted, the oldest first. None where they may not be listed. Rejects where there is no kubectl. */
export async function otherNamespaces(kubectl: Kubectl, signal: AbortSignal): Promise<readonly OtherNamespace[]> {
  const selector = `${managedBy.join("=")},${lessonLabel}`;
  const result = await kubectl({ args: ["get", "namespaces", "-l", selector, "-o", "json"], limitMs: requestMs, signal });
  if (result.problem !== undefined && (result.exitCode === 126 || result.exitCode === 127))
    throw new KubespyError(result.problem, {
      hint: "a live lesson uses your kubectl: install it (https://kubernetes.io/docs/tasks/tools/)",
    });
  if (result.exitCode !== 0) return [];
  const { items = [] } = parsed<{ readonly items?: readonly NamespaceObject[] }>(result.stdout) ?? {};
  return items
    .flatMap(({ metadata: { name, creationTimestamp: createdAt, deletionTimestamp } = {} }) =>
      name === undefined || createdAt === undefined || deletionTimestamp !== undefined ? [] : [{ name, createdAt }],
    )
    .sort((a, b) => (a.createdAt < b.createdAt ? -1 : 1));
}

/** Undefined where it is no JSON. */
export function parsed<T>(json: string): T | undefined {
  try {
    return JSON.parse(json) as T;
  } catch {
    return undefined;
  }
}
