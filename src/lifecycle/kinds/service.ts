import { itemsAt, numberAt, textAt, textsAt } from "../../model/fields.js";
import type { KubeObject } from "../../model/kube-object.js";
import { conditionChanges } from "../narration/condition-changes.js";
import { clause, listed, stageAs } from "../narration/words.js";
import type { Clause, KindRules, ObjectChange, ProgressRules, Stage } from "./kind-rules.js";
import { terminating } from "./terminating.js";

/**
 * A Service, judged by itself: Active, Headless, External name, Terminating; a LoadBalancer is Pending until it has an address. Its
 * EndpointSlices show whether it has ready endpoints.
 */
export const serviceRules: KindRules = {
  stage,
  describe,
  changes,
};

export const serviceProgress: ProgressRules = {
  verdict: (service) => ({ ready: stage(service).tone === "good", failed: false, complete: false }),
};

function stage(service: KubeObject): Stage {
  return terminating(service) ?? currentStage(service);
}

function currentStage(service: KubeObject): Stage {
  const type = textAt(service, "spec", "type") ?? "ClusterIP";
  if (type === "ExternalName") return stageAs("External name", "good", textAt(service, "spec", "externalName"));
  if (type === "LoadBalancer") {
    const addresses = balancerAddresses(service);
    return addresses.length === 0 ? stageAs("Pending", "progress", "no address yet") : stageAs("Active", "good", listed(addresses, 2));
  }
  const ip = textAt(service, "spec", "clusterIP");
  return ip === "None" ? stageAs("Headless", "good") : stageAs("Active", "good", ip);
}

function describe(service: KubeObject): readonly Clause[] {
  const type = textAt(service, "spec", "type") ?? "ClusterIP";
  const selector = [...textsAt(service, "spec", "selector")].map(([key, value]) => `${key}=${value}`);
  const ports = itemsAt(service, "spec", "ports").map((port) => `${numberAt(port, "port") ?? "?"}/${textAt(port, "protocol") ?? "TCP"}`);
  const ip = textAt(service, "spec", "clusterIP");
  const address = ip === undefined || ip === "None" ? "" : `, IP ${ip}`;
  return [
    clause(60, `type ${type}${address}${ports.length === 0 ? "" : `, port ${listed(ports)}`}`, { brief: type }),
    clause(58, selector.length === 0 ? "it has no selector" : `it selects Pods with ${listed(selector)}`, {
      brief: selector.join(","),
    }),
  ];
}

function changes(change: ObjectChange): readonly Clause[] {
  return [...typeChange(change), ...selectorChange(change), ...addresses(change), ...conditionChanges(change)];
}

function typeChange({ before, after }: ObjectChange): readonly Clause[] {
  const then = textAt(before, "spec", "type");
  const now = textAt(after, "spec", "type");
  return then === now
    ? []
    : [clause(82, `its type was changed from ${then ?? "none"} to ${now ?? "none"}`, { brief: `type ${then} → ${now}` })];
}

function selectorChange({ before, after }: ObjectChange): readonly Clause[] {
  const words = (object: KubeObject) =>
    [...textsAt(object, "spec", "selector")]
      .map(([key, value]) => `${key}=${value}`)
      .sort()
      .join(",");
  const then = words(before);
  const now = words(after);
  if (then === now) return [];
  return [
    clause(83, `its selector was changed from ${then || "nothing"} to ${now || "nothing"}`, {
      brief: `selector ${now}`,
      why: "it routes traffic to other Pods from now on",
    }),
  ];
}

function addresses({ before, after }: ObjectChange): readonly Clause[] {
  const now = balancerAddresses(after);
  if (now.join() === balancerAddresses(before).join()) return [];
  if (now.length === 0) return [clause(80, "the address of its load balancer was removed", { brief: "no address" })];
  return [
    clause(80, `its load balancer has the address ${listed(now)}`, {
      brief: now[0],
      why: "the load balancer is provisioned; until now the Service was reachable only inside the cluster",
    }),
  ];
}

export function balancerAddresses(object: KubeObject): readonly string[] {
  return itemsAt(object, "status", "loadBalancer", "ingress").flatMap((item) => textAt(item, "ip") ?? textAt(item, "hostname") ?? []);
}
