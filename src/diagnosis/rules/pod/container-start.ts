import { type ContainerFacts, containersOf } from "../../../lifecycle/kinds/pod/containers.js";
import { isTrouble } from "../../../lifecycle/kinds/pod/waiting-reasons.js";
import { asOneLine } from "../../../lifecycle/narration/words.js";
import type { KubeObject } from "../../../model/kube-object.js";
import { countsOf } from "../../engine/event-history.js";
import type { DiagnosisRule, MissingReference, Resolution, RuleContext, Symptom } from "../../engine/symptom.js";
import { explanationIn } from "../../evidence/explanation.js";
import { kubectl } from "../../evidence/kubectl.js";
import { missingIn } from "../../evidence/missing-in-message.js";
import { isPodActive, perContainer } from "../../evidence/pod-facts.js";
import { withoutRelays } from "../../evidence/relayed-message.js";
import { startAdvice } from "../../evidence/start-failure.js";

/**
 * Containers that have their image and cannot be created or started, by the reason they wait for (pkg/kubelet/kuberuntime):
 *
 *   CreateContainerConfigError               a reference is missing, or it must not run as root and would
 *   CreateContainerError                     the runtime refuses to create it
 *   RunContainerError                        the runtime created it and cannot start it, as for a command that does not exist
 *   PreStartHookError, PostStartHookError    a hook failed
 *   and any other reason that reads like an error and belongs to no other rule
 *
 * Those of the third and fourth line show for a moment only, then again after the back-off: they are over when the longest back-off has passed.
 */
export const containerStartRule: DiagnosisRule = {
  kinds: ["Pod"],
  symptoms: (context) => (isPodActive(context.object) ? perContainer(context, symptoms) : []),
  resolution,
};

const maxBackOffMs = 5 * 60_000;
const showBriefly = new Set(["RunContainerError", "PreStartHookError", "PostStartHookError"]);

const reasonsOfOtherRules = new Set([
  "CrashLoopBackOff",
  "ErrImagePull",
  "ImagePullBackOff",
  "InvalidImageName",
  "ErrImageNeverPull",
  "ImageInspectError",
  "RegistryUnavailable",
  "SignatureValidationFailed",
]);

const sentences: Readonly<Record<string, (container: string) => string>> = {
  CreateContainerConfigError: (container) => `the configuration of container ${container} is invalid`,
  CreateContainerError: (container) => `the container runtime could not create container ${container}`,
  RunContainerError: (container) => `the container runtime could not start container ${container}`,
  PostStartHookError: (container) => `the postStart hook of container ${container} failed, so the kubelet kills the container`,
  PreStartHookError: (container) => `the preStart hook of container ${container} failed, so the container cannot start`,
};

function symptoms(container: ContainerFacts, context: RuleContext): readonly Symptom[] {
  const { state, name } = container;
  if (state.kind !== "waiting" || state.reason === undefined || reasonsOfOtherRules.has(state.reason) || !isTrouble(container)) return [];
  const { reason } = state;
  const message = state.message ?? latestFailure(name, context) ?? "";
  // A kubelet that has just started has not listed the Services yet: it says so, and retries.
  if (/services have not yet been read/.test(message)) return [];
  const missing = missingIn(message, context.ref.namespace, context.object);
  const isTransient = unfilledCache.test(message);
  const sentence = sentences[reason]?.(name) ?? `container ${name} is waiting: ${reason}`;
  return [
    {
      class: reason,
      severity: isTransient ? "warning" : "critical",
      container: name,
      message: `${sentence}${message === "" ? "" : `: ${asOneLine(withoutRelays(message))}`}`,
      explains: { ...explanationIn(message), of: container.image },
      events: countsOf(context.events.all((e) => e.container === name && e.reason.startsWith("Failed") && !/pull/i.test(e.message))),
      advice: adviceFor(message, missing, context, container),
      starts: isTransient ? { kind: "transient", withinMs: 60_000 } : undefined,
      ends: showBriefly.has(reason) ? { kind: "settled", afterMs: maxBackOffMs + 60_000 } : undefined,
      missing,
    },
  ];
}

/** The kubelet has not read the ConfigMap or Secret yet. */
const unfilledCache = /failed to sync (configmap|secret) cache/i;

function latestFailure(container: string, { events }: RuleContext): string | undefined {
  return events.latest((e) => e.container === container && e.reason === "Failed")?.message.replace(/^Error: /, "");
}

function adviceFor(
  message: string,
  missing: MissingReference | undefined,
  { ref }: RuleContext,
  { name, image }: ContainerFacts,
): readonly string[] {
  // The finding about the missing object has the advice.
  if (missing !== undefined) return [];
  const describe = `see the Events of the kubelet: ${kubectl(["describe", "pod", ref.name], ref.namespace)}`;
  const known = startAdvice(message, name, image);
  return known === undefined ? [describe] : [known, describe];
}

function resolution(symptom: Symptom, began: KubeObject, { object }: RuleContext): Resolution | undefined {
  const [then, now] = [began, object].map((pod) => containersOf(pod).find((c) => c.name === symptom.container));
  if (then?.image !== now?.image) return { text: `the image was changed to ${now?.image ?? "none"}`, isFinal: true, isUnproven: true };
  if (symptom.missing !== undefined) return { text: `${symptom.missing.kind} "${symptom.missing.name}" exists now`, isFinal: true };
  return now?.state.kind === "running" ? { text: `container ${now.name} started` } : undefined;
}
