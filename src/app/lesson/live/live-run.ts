import { Interrupted, KubespyError } from "../../../errors.js";
import type { Clock } from "../../../io/clock.js";
import { printable } from "../../../io/printable.js";
import { whenAborted } from "../../../io/when-aborted.js";
import type { LiveStep } from "../../../lesson/lesson.js";
import type { Frame } from "../../../model/frame.js";
import { type Recorded, type RecordOptions, record, type StartedRecording } from "../../record.js";
import { failureWords, type Kubectl, kubectlOutput, requestMs } from "./kubectl.js";
import {
  createNamespace,
  lessonNamespace,
  type NamespaceRemoval,
  parsed,
  removeNamespace,
  UnknownOutcome,
  untilServiceAccount,
} from "./lesson-namespace.js";
import type { LivePlan } from "./live-plan.js";
import { LiveScript } from "./live-script.js";

export interface LiveRunOptions
  extends Pick<RecordOptions, "store" | "env" | "kubeconfig" | "context" | "version" | "interactive" | "onText"> {
  readonly plan: LivePlan;
  /** Of the namespace's name: lower-case letters and digits. */
  readonly suffix: string;
  /** The name of the session, which must be free. */
  readonly session: string;
  readonly title: string;
  readonly kubectl: Kubectl;
  readonly clock: Clock;
  /** Ends the run: what was recorded is kept, and the namespace is removed. */
  readonly signal: AbortSignal;
  /** Ends the removal too. */
  readonly abandon: AbortSignal;
  readonly stopWords: (reason: unknown) => string;
  readonly listener: LiveListener;
}

/** What happens, in the order in which it happens. */
export interface LiveListener {
  /** In words: what is done, or waited for. */
  note(text: string): void;
  begin(started: StartedRecording): void;
  frame(frame: Frame): void;
  streams: NonNullable<RecordOptions["onStreams"]>;
  /** The recording has ended. */
  end(): void;
  /** Called once, however the run ended, where the namespace may exist. */
  removed(namespace: string, removal: NamespaceRemoval): void;
  failed(error: unknown): void;
}

/**
 * Makes the recording of a lesson on a cluster: creates a namespace, applies the fixture, runs the steps as their predicates are met, and records
 * meanwhile; kubespy reads, kubectl writes. The namespace is removed before this resolves or rejects, whatever happens; `removed` says so.
 *
 * Rejects with `KubespyError` where the cluster refuses something or a step fails, with `Interrupted` where it was stopped before anything was recorded.
 */
export async function runLive(options: LiveRunOptions): Promise<Recorded> {
  const { plan, kubectl, clock, signal, abandon, listener } = options;
  const namespace = lessonNamespace(plan.lesson, options.suffix);
  let mayExist = true;
  try {
    await createNamespace(namespace, plan.lesson, kubectl).catch((error: unknown) => {
      mayExist = error instanceof UnknownOutcome;
      throw error;
    });
    listener.note(`created the namespace ${namespace}`);
    if (signal.aborted) throw new Interrupted("stopped before anything was recorded");
    await untilServiceAccount(namespace, { kubectl, clock, signal });
    await assertStaysInNamespace(namespace, options);
    return await recordLive(namespace, options);
  } finally {
    if (mayExist) {
      const abandoned = whenAborted(abandon).then((): NamespaceRemoval => ({ kind: "failed", problem: "nobody waited for the answer" }));
      listener.removed(namespace, await Promise.race([removeNamespace(namespace, kubectl, clock), abandoned]));
    }
  }
}

/** What is in no namespace, or in another one, would stay when the namespace is removed. */
async function assertStaysInNamespace(namespace: string, { plan, kubectl, signal }: LiveRunOptions): Promise<void> {
  const args = ["-n", namespace, "apply", "--dry-run=client", "-o", "json", "-f", plan.fixture];
  const call = { args, limitMs: requestMs, signal };
  const output = await kubectlOutput(kubectl, call, `kubectl cannot apply ${printable(plan.fixture, 300)}`, "check the manifest");
  const list = parsed<ManifestObject & { readonly items?: readonly ManifestObject[] }>(output);
  if (list === undefined) throw new KubespyError("kubectl apply --dry-run=client printed no JSON", { hint: "use a newer kubectl" });
  const outside = (list.items ?? [list]).find(({ metadata }) => metadata?.namespace !== namespace);
  if (outside === undefined) return;
  const name = printable(`${outside.kind ?? "an object"}/${outside.metadata?.name ?? ""}`, 300);
  throw new KubespyError(`the manifest of the lesson holds ${name}, which would not be in the namespace ${namespace}`, {
    hint: "a live run applies only objects that are removed with its namespace",
  });
}

interface ManifestObject {
  readonly kind?: string;
  readonly metadata?: { readonly name?: string; readonly namespace?: string };
}

async function recordLive(namespace: string, options: LiveRunOptions): Promise<Recorded> {
  const { plan, kubectl, clock, signal, listener } = options;
  const over = new AbortController();
  const stop = AbortSignal.any([signal, over.signal]);
  const onCluster = async (args: readonly string[], stopped: AbortSignal) => {
    const limitMs = plan.live.timeoutSeconds * 1000;
    const result = await kubectl({ args: ["-n", namespace, ...args], limitMs, signal: stopped });
    if (stopped.aborted) return;
    const words = `kubectl ${args.join(" ")}`;
    if (result.exitCode !== 0) throw new KubespyError(`"${printable(words, 300)}" failed: ${failureWords(result)}`, { hint });
    for (const line of result.stdout
      .split("\n")
      .filter((each) => each.trim() !== "")
      .slice(0, maxLines))
      listener.note(line);
  };
  const script = new LiveScript({
    plan,
    clock,
    onWaiting: (words) => listener.note(`waiting for: ${words}`),
    runStep: async ({ kubectl: args }: LiveStep, stopped) => {
      listener.note(`running: kubectl ${args.join(" ")}`);
      await onCluster(args, stopped);
    },
  });
  const apply = ["apply", "-f", plan.fixture];
  const applied = resolvable<void>();
  const ended = resolvable<Awaited<ReturnType<LiveScript["run"]>>>();
  const command = {
    words: ["kubectl", ...apply],
    run: async () => {
      listener.note(`running: kubectl ${apply.join(" ")}`);
      const exitCode = await onCluster(apply, stop).then(
        () => 0,
        (error: unknown) => {
          applied.reject(error);
          return 1;
        },
      );
      applied.resolve();
      return { exitCode };
    },
  };
  try {
    const recorded = await record(plan.live.targets, {
      ...options,
      namespace,
      command,
      endsWith: ended.promise,
      // Who stops the run waits for the removal of the namespace.
      skipVerification: signal,
      onBegin: (started) => {
        script.begin(started);
        void script.run(applied.promise, stop).then(ended.resolve, ended.reject);
        listener.begin(started);
      },
      onFrame: (frame) => {
        script.observe(frame);
        listener.frame(frame);
      },
      onStreams: (states) => listener.streams(states),
      onListenerError: (error) => listener.failed(error),
    });
    const failed = recorded.end.outcome === "command" ? (await ended.promise).failed : undefined;
    if (failed !== undefined) throw failed;
    return recorded;
  } finally {
    over.abort();
    listener.end();
  }
}

const hint = "the cluster may forbid it, or run an older Kubernetes than the lesson needs";
/** What kubectl prints, one line for each object. */
const maxLines = 20;

function resolvable<T>() {
  let resolve: (value: T) => void = () => {};
  let reject: (error: unknown) => void = () => {};
  const promise = new Promise<T>((done, failed) => {
    resolve = done;
    reject = failed;
  });
  // Whoever waits for it takes it as well.
  promise.catch(() => {});
  return { promise, resolve: (value: T) => resolve(value), reject: (error: unknown) => reject(error) };
}
