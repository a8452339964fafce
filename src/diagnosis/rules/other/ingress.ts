import { textAt } from "../../../lifecycle/fields/fields.js";
import { backendNames } from "../../../lifecycle/kinds/ingress.js";
import { balancerAddresses } from "../../../lifecycle/kinds/service.js";
import { inShort, listed } from "../../../lifecycle/narration/words.js";
import type { KubeObject } from "../../../model/kube-object.js";
import { countsOf, sequencesOf } from "../../engine/event-history.js";
import type { CauseRef, Ending, FailureFamily, RuleContext, Symptom } from "../../engine/symptom.js";
import { advise } from "../../evidence/advice.js";

/**
 * Ingresses that lead nowhere:
 *
 *   NoIngressClass    neither spec.ingressClassName nor the annotation of old: unless a class is the default, nobody serves it
 *   IngressPending    it has a class, and nobody has given it an address; some controllers never do
 *   BackendNotFound   the Service that it leads to was deleted before our eyes; or is not there, where all Services were recorded
 *   and what its controller says in Events of type Warning, under its own reason
 */
export const ingressFamily: FailureFamily = {
  name: "ingress",
  kinds: ["Ingress"],
  symptoms: (sight) => (sight.object.metadata.deletionTimestamp === undefined && sight.frame !== undefined ? symptomsOf(sight) : []),
  ending,
};

const classMs = 10_000;
const addressMs = 2 * 60_000;
/** Who makes an Ingress often makes its Service right after it. */
const backendMs = 10_000;
const quietMs = 10 * 60_000;

function symptomsOf(sight: RuleContext): readonly Symptom[] {
  return [...served(sight), ...backends(sight), ...told(sight)];
}

function served(sight: RuleContext): readonly Symptom[] {
  const { object } = sight;
  if (balancerAddresses(object).length > 0) return [];
  const name = textAt(object, "spec", "ingressClassName") ?? textAt(object, "metadata", "annotations", "kubernetes.io/ingress.class");
  if (name === undefined)
    return [
      {
        class: "NoIngressClass",
        severity: "warning",
        message:
          "the Ingress names no class, and nobody has given it an address: unless some class is the default, no controller serves it",
        advice: [`set spec.ingressClassName to one of these: ${advise(["get", "ingressclass"])}`],
        patienceMs: classMs,
      },
    ];
  return [
    {
      class: "IngressPending",
      severity: "info",
      message: `the Ingress is of class ${name}, and no controller has given it an address`,
      advice: [`see whether a controller serves this class: ${advise(["describe", "ingressclass", name])}`],
      patienceMs: addressMs,
    },
  ];
}

function backends(sight: RuleContext): readonly Symptom[] {
  const { ref, world } = sight;
  const isMissing = (name: string) => world.knowsServicesOf(ref.namespace) && world.named("Service", ref.namespace, name) === undefined;
  return backendNames(sight.object).flatMap((name) => {
    const wasDeleted = world.isGone("Service", ref.namespace, name);
    if (!wasDeleted && !isMissing(name)) return [];
    return [
      {
        class: "BackendNotFound",
        severity: "critical",
        about: name,
        message: `the Ingress leads to Service "${name}", which ${wasDeleted ? "was deleted" : "does not exist"}`,
        advice: [`make the Service, or let the Ingress lead to one that is there: ${advise(["get", "services"], ref.namespace)}`],
        ...(wasDeleted ? {} : { patienceMs: backendMs }),
      },
    ];
  });
}

function told(sight: RuleContext): readonly Symptom[] {
  const events = sight.told.all((e) => e.isWarning);
  return [...new Set(events.map((e) => e.reason))].flatMap((reason) => {
    const those = events.filter((e) => e.reason === reason);
    const latest = those.at(-1);
    if (latest === undefined) return [];
    return [
      {
        class: reason,
        severity: "warning",
        about: reason,
        message: `the controller of the Ingress says: ${inShort(latest.message)}`,
        shownBy: sequencesOf(those).slice(-2),
        events: countsOf(those),
        advice: [`see what it leads to: ${advise(["describe", "ingress", sight.ref.name], sight.ref.namespace)}${services(sight)}`],
        quietMs,
        transientMs: 10_000,
        because: serviceTroubles(sight),
      },
    ];
  });
}

function services({ object }: RuleContext): string {
  const names = backendNames(object);
  return names.length === 0 ? "" : ` (Services ${listed(names)})`;
}

function serviceTroubles({ object, ref }: RuleContext): readonly CauseRef[] {
  return backendNames(object).map((name) => ({ kind: "object", of: "Service", namespace: ref.namespace, name }) as const);
}

function ending(symptom: Symptom, _began: KubeObject, { object }: RuleContext): Ending | undefined {
  const [address] = balancerAddresses(object);
  if (symptom.class === "BackendNotFound") return { text: `Service "${symptom.about}" is there now`, final: true };
  if (address !== undefined) return { text: `it was given the address ${address}`, final: true };
  return symptom.class === "NoIngressClass" ? { text: "it was given a class", final: true } : undefined;
}
