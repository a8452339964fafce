import { type ContainerFacts, containersOf } from "../../../lifecycle/kinds/pod/containers.js";
import { isTrouble } from "../../../lifecycle/kinds/pod/waiting-reasons.js";
import { inShort } from "../../../lifecycle/narration/words.js";
import type { KubeObject } from "../../../model/kube-object.js";
import { countsOf } from "../../engine/event-history.js";
import type { Ending, FailureFamily, MissingThing, RuleContext, Symptom } from "../../engine/symptom.js";
import { advise } from "../../evidence/advice.js";
import { isPodAtWork } from "../../evidence/is-pod-active.js";
import { missingIn } from "../../evidence/missing-in-message.js";
import { ofEachContainer } from "../../evidence/of-each-container.js";
import { withoutRelays } from "../../evidence/relayed-message.js";
import { startAdvice } from "../../evidence/start-failure.js";

/**
 * A container that has its image and cannot be made or started (pkg/kubelet/kuberuntime):
 *
 *   CreateContainerConfigError   something that it refers to is missing, or it must not run as root and would
 *   CreateContainerError         the runtime refuses to make it
 *   RunContainerError            the runtime made it and cannot start it: a command that is not there
 *   PreStartHookError, PostStartHookError, and whatever else reads like an error and belongs to no other family
 *
 * The last three show for a moment, then again after the next backoff: such a one is over only when the longest backoff has passed without it.
 */
export const containerStartFamily: FailureFamily = {
  name: "container start",
  kinds: ["Pod"],
  symptoms: (sight) => (isPodAtWork(sight.object) ? ofEachContainer(sight, ofContainer) : []),
  ending,
};

const maxBackOffMs = 5 * 60_000;
const comesAgain = new Set(["RunContainerError", "PreStartHookError", "PostStartHookError"]);

const others = new Set([
  "CrashLoopBackOff",
  "ErrImagePull",
  "ImagePullBackOff",
  "InvalidImageName",
  "ErrImageNeverPull",
  "ImageInspectError",
  "RegistryUnavailable",
  "SignatureValidationFailed",
]);

function ofContainer(container: ContainerFacts, sight: RuleContext): readonly Symptom[] {
  const { state, name } = container;
  if (state.kind !== "waiting" || state.reason === undefined || others.has(state.reason) || !isTrouble(container)) return [];
  const message = state.message ?? latestFailure(container, sight) ?? "";
  // The kubelet has only just come up and has not listed the Services: it says so, and tries again.
  if (/services have not yet been read/.test(message)) return [];
  const missing = missingIn(message, sight.ref.namespace, sight.object);
  const told = sight.told.all(
    (e) => e.container === name && (e.reason === "Failed" || e.reason.startsWith("Failed")) && !/pull/i.test(e.message),
  );
  return [
    {
      class: state.reason,
      severity: isPassing.test(message) ? "warning" : "critical",
      container: name,
      message: `container ${name} ${words[state.reason] ?? `waits in ${state.reason}`}${message === "" ? "" : `: ${inShort(withoutRelays(message))}`}`,
      events: countsOf(told),
      advice: adviceFor(message, missing, sight, container),
      ...(isPassing.test(message) ? { transientMs: 60_000 } : {}),
      ...(comesAgain.has(state.reason) ? { settleMs: maxBackOffMs + 60_000 } : {}),
      ...(missing === undefined ? {} : { missing }),
    },
  ];
}

const words: Readonly<Record<string, string>> = {
  CreateContainerConfigError: "cannot be configured",
  CreateContainerError: "cannot be made by the runtime",
  RunContainerError: "cannot be started by the runtime",
  PostStartHookError: "is killed because its postStart hook failed",
  PreStartHookError: "cannot be started: its preStart hook failed",
};

function latestFailure(container: ContainerFacts, { told }: RuleContext): string | undefined {
  return told.latest((e) => e.container === container.name && e.reason === "Failed")?.message.replace(/^Error: /, "");
}

/** Caches that are filled yet. */
const isPassing = /failed to sync (configmap|secret) cache/i;

function adviceFor(message: string, missing: MissingThing | undefined, { ref }: RuleContext, container: ContainerFacts): readonly string[] {
  // What to do about it is said of the thing itself.
  if (missing !== undefined) return [];
  const describe = `see all that the kubelet says: ${advise(["describe", "pod", ref.name], ref.namespace)}`;
  const known = startAdvice(message, container.name, container.image);
  return known === undefined ? [describe] : [known, describe];
}

function ending(symptom: Symptom, began: KubeObject, { object }: RuleContext): Ending | undefined {
  const [then, now] = [began, object].map((pod) => containersOf(pod).find((c) => c.name === symptom.container));
  if (then?.image !== now?.image) return { text: `the image was changed to ${now?.image ?? "none"}`, final: true };
  if (symptom.missing !== undefined) return { text: `the ${symptom.missing.kind} "${symptom.missing.name}" is there now`, final: true };
  return now?.state.kind === "running" ? { text: `container ${now.name} was started` } : undefined;
}
