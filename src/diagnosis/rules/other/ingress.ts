import { backendNames } from "../../../lifecycle/kinds/ingress.js";
import { balancerAddresses } from "../../../lifecycle/kinds/service.js";
import { inShort, listed } from "../../../lifecycle/narration/words.js";
import { textAt } from "../../../model/fields.js";
import type { KubeObject } from "../../../model/kube-object.js";
import { countsOf, type ObservedEvent, sequencesOf } from "../../engine/event-history.js";
import type { DiagnosisRule, Resolution, RuleContext, Symptom } from "../../engine/symptom.js";
import { kubectl } from "../../evidence/kubectl.js";

/**
 * Ingresses that route nowhere:
 *
 *   NoIngressClass    neither spec.ingressClassName nor the older annotation: without a default class no controller serves it
 *   IngressPending    it has a class but no address; info, as some controllers never set one
 *   BackendNotFound   its Service was deleted during the recording; or does not exist, where all Services were recorded
 *   and what its controller says in Events of type Warning, under their reason
 */
export const ingressRule: DiagnosisRule = {
  kinds: ["Ingress"],
  symptoms: (context) =>
    context.object.metadata.deletionTimestamp === undefined && context.frame !== undefined
      ? [...withoutAddress(context), ...missingBackends(context), ...warnings(context)]
      : [],
  resolution,
};

const noClassMs = 10_000;
const noAddressMs = 2 * 60_000;
/** An Ingress and its Service are often created together. */
const backendMs = 10_000;
const warningTransientMs = 10_000;
const quietMs = 10 * 60_000;

function withoutAddress({ object }: RuleContext): readonly Symptom[] {
  if (balancerAddresses(object).length > 0) return [];
  const name = textAt(object, "spec", "ingressClassName") ?? textAt(object, "metadata", "annotations", "kubernetes.io/ingress.class");
  if (name === undefined)
    return [
      {
        class: "NoIngressClass",
        severity: "warning",
        message: "the Ingress has no class and no address: without a default IngressClass no controller serves it",
        advice: [`set spec.ingressClassName to one of these: ${kubectl(["get", "ingressclass"])}`],
        starts: { kind: "delayed", afterMs: noClassMs },
      },
    ];
  return [
    {
      class: "IngressPending",
      severity: "info",
      message: `the Ingress has class ${name} but no address`,
      advice: [`check that a controller serves this class: ${kubectl(["describe", "ingressclass", name])}`],
      starts: { kind: "delayed", afterMs: noAddressMs },
    },
  ];
}

const service = { apiVersion: "v1", kind: "Service" };

function missingBackends({ ref, world, object }: RuleContext): readonly Symptom[] {
  const isMissing = (name: string) => world.knowsAllOf(service, ref.namespace) && world.named("Service", ref.namespace, name) === undefined;
  return backendNames(object).flatMap((name) => {
    const wasDeleted = world.isServiceGone(ref.namespace, name);
    if (!wasDeleted && !isMissing(name)) return [];
    return [
      {
        class: "BackendNotFound",
        severity: "critical",
        discriminator: name,
        message: `the Ingress routes to Service "${name}", which ${wasDeleted ? "was deleted" : "does not exist"}`,
        advice: [`create the Service, or route the Ingress to an existing one: ${kubectl(["get", "services"], ref.namespace)}`],
        starts: wasDeleted ? undefined : { kind: "delayed", afterMs: backendMs },
      },
    ];
  });
}

function warnings(context: RuleContext): readonly Symptom[] {
  const events = context.events.all((e) => e.isWarning);
  const reasons = [...new Set(events.map((e) => e.reason))];
  return reasons.flatMap((reason) =>
    warning(
      events.filter((e) => e.reason === reason),
      context,
    ),
  );
}

function warning(events: readonly ObservedEvent[], { object, ref }: RuleContext): readonly Symptom[] {
  const latest = events.at(-1);
  if (latest === undefined) return [];
  const services = backendNames(object);
  return [
    {
      class: latest.reason,
      severity: "warning",
      discriminator: latest.reason,
      message: `the controller of the Ingress reports: ${inShort(latest.message)}`,
      evidence: sequencesOf(events).slice(-2),
      events: countsOf(events),
      advice: [
        `check its backends${services.length === 0 ? "" : ` (Services ${listed(services)})`}: ${kubectl(["describe", "ingress", ref.name], ref.namespace)}`,
      ],
      starts: { kind: "transient", withinMs: warningTransientMs },
      ends: { kind: "quiet", afterMs: quietMs },
      causedBy: services.map((name) => ({ kind: "object", of: "Service", namespace: ref.namespace, name }) as const),
    },
  ];
}

function resolution(symptom: Symptom, _began: KubeObject, { object }: RuleContext): Resolution | undefined {
  const [address] = balancerAddresses(object);
  if (symptom.class === "BackendNotFound") return { text: `Service "${symptom.discriminator}" exists now`, isFinal: true };
  if (address !== undefined) return { text: `the Ingress got address ${address}`, isFinal: true };
  return symptom.class === "NoIngressClass" ? { text: "the Ingress got a class", isFinal: true } : undefined;
}
