import { at, itemsAt, textAt } from "../../model/fields.js";
import type { KubeObject } from "../../model/kube-object.js";
import { clause, listed, stageAs } from "../narration/words.js";
import type { Clause, KindRules, ObjectChange, ProgressRules, Stage } from "./kind-rules.js";
import { balancerAddresses } from "./service.js";
import { terminating } from "./terminating.js";

/** An Ingress: Created until its controller assigns an address, then Active; Terminating. */
export const ingressRules: KindRules = {
  stage,
  describe: (ingress) => {
    const hosts = itemsAt(ingress, "spec", "rules").map((rule) => textAt(rule, "host") ?? "*");
    return [
      clause(
        60,
        `it routes ${hosts.length === 0 ? "all requests" : listed(hosts)} to Services (class ${textAt(ingress, "spec", "ingressClassName") ?? "none"})`,
        { brief: listed(hosts, 2) },
      ),
    ];
  },
  changes,
};

export const ingressProgress: ProgressRules = {
  verdict: (ingress) => ({ ready: balancerAddresses(ingress).length > 0, failed: false, complete: false }),
};

function stage(ingress: KubeObject): Stage {
  return terminating(ingress) ?? currentStage(ingress);
}

function currentStage(ingress: KubeObject): Stage {
  const addresses = balancerAddresses(ingress);
  return addresses.length === 0 ? stageAs("Created", "progress", "no address") : stageAs("Active", "good", listed(addresses, 2));
}

function changes({ before, after }: ObjectChange): readonly Clause[] {
  const now = balancerAddresses(after);
  if (now.join() === balancerAddresses(before).join()) return [];
  return [
    clause(80, now.length === 0 ? "its address was removed" : `its controller assigned the address ${listed(now)}`, {
      brief: now[0] ?? "no address",
    }),
  ];
}

/** The Services that an Ingress routes to, each once, in its order; in networking.k8s.io/v1 and in the older v1beta1. */
export function backendNames(ingress: KubeObject): readonly string[] {
  const paths = itemsAt(ingress, "spec", "rules").flatMap((rule) => itemsAt(rule, "http", "paths"));
  const backends = [at(ingress, "spec", "defaultBackend"), at(ingress, "spec", "backend"), ...paths.map((path) => at(path, "backend"))];
  return [...new Set(backends.flatMap((backend) => textAt(backend, "service", "name") ?? textAt(backend, "serviceName") ?? []))];
}
