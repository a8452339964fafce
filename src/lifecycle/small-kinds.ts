import type { KubeObject } from "../model/kube-object.js";
import { conditionChanges } from "./condition-changes.js";
import { conditionOf } from "./conditions.js";
import { at, countAt, itemsAt, numberAt, textAt } from "./fields.js";
import type { Clause, KindRules, ObjectChange, Stage } from "./kind-rules.js";
import { balancerAddresses } from "./service.js";
import { clause, inShort, listed, plural, stageAs } from "./words.js";

/** A Namespace: Active, Terminating (with what still holds it). */
export const namespaceRules: KindRules = {
  stage: namespaceStage,
  verdict: (namespace) => ({ ready: textAt(namespace, "status", "phase") === "Active", failed: false, complete: false }),
  describe: () => [],
  changes: conditionChanges,
};

function namespaceStage(namespace: KubeObject): Stage {
  if (namespace.metadata.deletionTimestamp === undefined) return stageAs(textAt(namespace, "status", "phase") ?? "Active", "good");
  const held = [
    "NamespaceFinalizersRemaining",
    "NamespaceContentRemaining",
    "NamespaceDeletionContentFailure",
    "NamespaceDeletionDiscoveryFailure",
  ]
    .map((type) => conditionOf(namespace, type))
    .find((condition) => condition?.status === "True");
  return stageAs("Terminating", held?.type.endsWith("Failure") ? "bad" : "progress", held?.reason);
}

/** An Ingress: Created until somebody who serves it has given it an address. */
export const ingressRules: KindRules = {
  stage: ingressStage,
  verdict: (ingress) => ({ ready: balancerAddresses(ingress).length > 0, failed: false, complete: false }),
  describe: (ingress) => {
    const hosts = itemsAt(ingress, "spec", "rules").map((rule) => textAt(rule, "host") ?? "*");
    return [
      clause(
        60,
        `it leads ${hosts.length === 0 ? "all requests" : listed(hosts)} to Services, by class ${textAt(ingress, "spec", "ingressClassName") ?? "(none)"}`,
        { brief: listed(hosts, 2) },
      ),
    ];
  },
  changes: ingressChanges,
};

function ingressStage(ingress: KubeObject): Stage {
  if (ingress.metadata.deletionTimestamp !== undefined) return stageAs("Terminating", "progress");
  const addresses = balancerAddresses(ingress);
  return addresses.length === 0 ? stageAs("Created", "progress", "no address") : stageAs("Active", "good", listed(addresses, 2));
}

function ingressChanges({ before, after }: ObjectChange): readonly Clause[] {
  const now = balancerAddresses(after);
  if (now.join() === balancerAddresses(before).join()) return [];
  return [
    clause(80, now.length === 0 ? "its address was taken away" : `its controller gave it the address ${listed(now)}`, {
      brief: now[0] ?? "no address",
    }),
  ];
}

/** A HorizontalPodAutoscaler: Created, Active, Limited, Blind (no metrics), Disabled, Unable. */
export const autoscalerRules: KindRules = {
  stage: autoscalerStage,
  verdict: (hpa) => {
    const { name } = autoscalerStage(hpa);
    const stuck = name === "Blind" || name === "Unable" ? (autoscalerStage(hpa).detail ?? name) : undefined;
    return {
      ready: name === "Active" || name === "Limited" || name === "Disabled",
      failed: false,
      complete: false,
      ...(stuck === undefined ? {} : { stuck }),
    };
  },
  describe: (hpa) => [
    clause(
      60,
      `it keeps ${textAt(hpa, "spec", "scaleTargetRef", "kind") ?? "?"}/${textAt(hpa, "spec", "scaleTargetRef", "name") ?? "?"} between ${numberAt(hpa, "spec", "minReplicas") ?? 1} and ${plural(countAt(hpa, "spec", "maxReplicas"), "Pod")}`,
    ),
  ],
  changes: autoscalerChanges,
};

function autoscalerStage(hpa: KubeObject): Stage {
  if (hpa.metadata.deletionTimestamp !== undefined) return stageAs("Terminating", "progress");
  const able = conditionOf(hpa, "AbleToScale");
  const active = conditionOf(hpa, "ScalingActive");
  const counts = `${countAt(hpa, "status", "currentReplicas")} → ${countAt(hpa, "status", "desiredReplicas")}`;
  if (able === undefined && active === undefined) return stageAs("Created", "progress");
  if (able?.status === "False") return stageAs("Unable", "bad", able.reason);
  if (active?.status === "False")
    return active.reason === "ScalingDisabled" ? stageAs("Disabled", "neutral") : stageAs("Blind", "bad", active.reason);
  return conditionOf(hpa, "ScalingLimited")?.status === "True" ? stageAs("Limited", "good", counts) : stageAs("Active", "good", counts);
}

function autoscalerChanges(change: ObjectChange): readonly Clause[] {
  const wanted = (hpa: KubeObject) => countAt(hpa, "status", "desiredReplicas");
  const then = wanted(change.before);
  const now = wanted(change.after);
  return [
    ...(then === now ? [] : [clause(80, `it now wants ${plural(now, "Pod")} (was ${then})`, { brief: `wants ${then}→${now}` })]),
    ...conditionChanges(change),
  ];
}

/** ConfigMaps and Secrets: they have no status; what matters is which keys change. Values are never told. */
export const keyedContentRules: KindRules = {
  stage: (object) =>
    object.metadata.deletionTimestamp === undefined
      ? stageAs("Present", "neutral", at(object, "immutable") === true ? "immutable" : undefined)
      : stageAs("Terminating", "progress"),
  verdict: () => ({ ready: true, failed: false, complete: false }),
  describe: (object) => [
    clause(
      60,
      `it holds ${plural([...contentOf(object).keys()].length, "key")}${contentOf(object).size === 0 ? "" : `: ${listed([...contentOf(object).keys()])}`}`,
    ),
  ],
  changes: ({ before, after }) => {
    const then = contentOf(before);
    const now = contentOf(after);
    const changed = [...new Set([...then.keys(), ...now.keys()])].filter((key) => then.get(key) !== now.get(key));
    if (changed.length === 0) return [];
    return [
      clause(70, `the content of ${listed(changed.map((key) => inShort(key, 60)))} was changed`, {
        brief: `keys ${listed(changed, 2)}`,
        why: "containers see it in mounted volumes within about a minute, but in environment variables only after a restart",
      }),
    ];
  },
};

function contentOf(object: KubeObject): ReadonlyMap<string, string> {
  const members = ["data", "binaryData", "stringData"].flatMap((field) => {
    const map = at(object, field);
    return typeof map === "object" && map !== null ? Object.entries(map) : [];
  });
  return new Map(members.map(([key, value]) => [key, String(value)]));
}
