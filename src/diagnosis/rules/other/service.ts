import { at, itemsAt, numberAt, textAt, textsAt } from "../../../lifecycle/fields/fields.js";
import { balancerAddresses } from "../../../lifecycle/kinds/service.js";
import { inShort, listed, plural } from "../../../lifecycle/narration/words.js";
import type { KubeObject } from "../../../model/kube-object.js";
import { countsOf, sequencesOf } from "../../engine/event-history.js";
import type { Ending, FailureFamily, RuleContext, Symptom } from "../../engine/symptom.js";
import type { Living } from "../../engine/world.js";
import { advise } from "../../evidence/advice.js";
import { selects } from "../../evidence/selects.js";
import { isScaledToZero, workloadsForSelector } from "../../evidence/workloads-for-selector.js";

/**
 * Services behind which nobody answers. Judged by their EndpointSlices (or Endpoints of old), where those are recorded:
 *
 *   NoEndpoints            it selects no Pod; only worth knowing where what makes its Pods is scaled to zero
 *   NoReadyEndpoints       it selects Pods, none of them is ready
 *   TargetPortNotFound     its targetPort is a name that no container of those Pods has
 *   TargetPortUndeclared   its targetPort is a number that no container declares; that is allowed, and may be a slip
 *   LoadBalancerPending    nobody has given it an address; SyncLoadBalancerFailed: somebody tried and could not
 */
export const serviceFamily: FailureFamily = {
  name: "service",
  kinds: ["Service"],
  symptoms: (sight) => (sight.object.metadata.deletionTimestamp === undefined && sight.frame !== undefined ? symptomsOf(sight) : []),
  ending,
};

const emptyMs = 30_000;
const unreadyMs = 20_000;
const balancerMs = { worthKnowing: 5_000, warning: 60_000 } as const;
/** So many Pods are looked at for the ports of one Service. */
const maxPods = 100;

function symptomsOf(sight: RuleContext): readonly Symptom[] {
  const { object } = sight;
  const type = textAt(object, "spec", "type") ?? "ClusterIP";
  const selector = textsAt(object, "spec", "selector");
  if (type === "ExternalName") return [];
  const pods = selector.size === 0 ? [] : selectedPods(selector, sight);
  return [
    ...(type === "LoadBalancer" ? balancer(sight) : []),
    ...(selector.size === 0 ? [] : endpoints(selector, pods, sight)),
    ...ports(pods, sight),
  ];
}

/** The Pods that its endpoints name; where it has none, those that bear its labels. */
function selectedPods(selector: ReadonlyMap<string, string>, { ref, world }: RuleContext): readonly Living[] {
  const named = world.endpointsOf(ref.namespace, ref.name).flatMap(({ object }) => itemsAt(object, "endpoints").slice(0, maxPods));
  const behind = named.flatMap((endpoint) => world.get(textAt(endpoint, "targetRef", "uid") ?? "") ?? []);
  if (behind.length > 0) return behind.slice(0, maxPods);
  const selected: Living[] = [];
  for (const pod of world.ofKind("Pod", ref.namespace)) {
    if (selected.length >= maxPods) break;
    if (selects(selector, pod.object)) selected.push(pod);
  }
  return selected;
}

function endpoints(selector: ReadonlyMap<string, string>, pods: readonly Living[], sight: RuleContext): readonly Symptom[] {
  const known = sight.world.endpointsOf(sight.ref.namespace, sight.ref.name);
  if (known.length === 0) return [];
  const all = known.flatMap(({ object }) => endpointsIn(object));
  if (all.some((ready) => ready)) return [];
  const words = listed([...selector].map(([key, value]) => `${key}=${value}`));
  const shared = {
    severity: "warning",
    because: [{ kind: "uids", uids: pods.map((pod) => pod.ref.uid) }],
    shownBy: [Math.max(...known.map(({ frame }) => frame.sequence))],
  } as const;
  if (all.length === 0 && pods.length === 0) return [{ ...shared, ...unselected(selector, words, sight), patienceMs: emptyMs }];
  return [
    {
      ...shared,
      class: "NoReadyEndpoints",
      message: `the Service has no ready endpoint: of ${plural(Math.max(all.length, pods.length), "Pod")} with ${words} none is ready`,
      patienceMs: unreadyMs,
      advice: [
        `see why they are not ready: ${advise(["get", "pods", "-l", [...selector].map(([key, value]) => `${key}=${value}`).join(",")], sight.ref.namespace)}`,
      ],
    },
  ];
}

/** Somebody may have wanted it so: what makes its Pods was scaled to zero. Or they cannot be made: then that explains it. */
function unselected(selector: ReadonlyMap<string, string>, words: string, { ref, world }: RuleContext): Omit<Symptom, "patienceMs"> {
  const workloads = workloadsForSelector(selector, ref.namespace, world);
  const names = workloads.map((workload) => `${workload.ref.kind}/${workload.ref.name}`);
  const shared = { class: "NoEndpoints", because: [{ kind: "uids", uids: workloads.map((workload) => workload.ref.uid) }] } as const;
  const [first = ""] = names;
  if (workloads.length > 0 && workloads.every(isScaledToZero))
    return {
      ...shared,
      severity: "info",
      message: `the Service selects no Pod: ${listed(names)}, which would make those with ${words}, ${names.length === 1 ? "is" : "are"} scaled to zero`,
      advice: [`if that is not meant to be: ${advise(["scale", commandName(first), "--replicas=1"], ref.namespace)}`],
    };
  return {
    ...shared,
    severity: "warning",
    message: `the Service selects no Pod: none has ${words}`,
    advice:
      workloads.length > 0
        ? [`see why ${listed(names)} has no Pods: ${advise(["describe", commandName(first)], ref.namespace)}`]
        : [`compare its selector with the labels of the Pods: ${advise(["get", "pods", "--show-labels"], ref.namespace)}`],
  };
}

/** "deployment/web" of "Deployment/web", as kubectl takes it. */
function commandName(title: string): string {
  return title.toLowerCase();
}

/** Of each endpoint whether it is ready. */
function endpointsIn(object: KubeObject): readonly boolean[] {
  return [
    ...itemsAt(object, "endpoints").map((item) => at(item, "conditions", "ready") !== false),
    ...itemsAt(object, "subsets").flatMap((subset) => [
      ...itemsAt(subset, "addresses").map(() => true),
      ...itemsAt(subset, "notReadyAddresses").map(() => false),
    ]),
  ];
}

function ports(pods: readonly Living[], sight: RuleContext): readonly Symptom[] {
  if (pods.length === 0) return [];
  const declared = pods.flatMap(({ object }) =>
    ["containers", "initContainers"].flatMap((field) => itemsAt(object, "spec", field)).flatMap((c) => itemsAt(c, "ports")),
  );
  return itemsAt(sight.object, "spec", "ports").flatMap((port) => {
    const name = textAt(port, "targetPort");
    const number = numberAt(port, "targetPort") ?? (name === undefined ? numberAt(port, "port") : undefined);
    if (name !== undefined) return declared.some((each) => textAt(each, "name") === name) ? [] : [portMissing(name, declared, sight)];
    const isKnown = declared.length === 0 || declared.some((each) => numberAt(each, "containerPort") === number);
    return isKnown || number === undefined ? [] : [portUndeclared(number, declared, sight)];
  });
}

function portMissing(name: string, declared: readonly unknown[], sight: RuleContext): Symptom {
  return {
    class: "TargetPortNotFound",
    severity: "critical",
    about: name,
    message: `the Service leads to a port named "${name}", which no container of its Pods has; they declare ${portWords(declared)}`,
    advice: [
      `correct targetPort in the Service, or name the port in the Pods: ${advise(["edit", "service", sight.ref.name], sight.ref.namespace)}`,
    ],
  };
}

function portUndeclared(number: number, declared: readonly unknown[], sight: RuleContext): Symptom {
  return {
    class: "TargetPortUndeclared",
    severity: "info",
    about: String(number),
    message: `the Service leads to port ${number}, which no container of its Pods declares; they declare ${portWords(declared)}`,
    advice: [
      `see whether something listens there: ${advise(["get", "endpointslices", "-l", `kubernetes.io/service-name=${sight.ref.name}`], sight.ref.namespace)}`,
    ],
  };
}

function portWords(declared: readonly unknown[]): string {
  const words = declared.map(
    (port) => `${numberAt(port, "containerPort") ?? "?"}${textAt(port, "name") === undefined ? "" : ` (${textAt(port, "name")})`}`,
  );
  return words.length === 0 ? "none" : listed([...new Set(words)]);
}

function balancer(sight: RuleContext): readonly Symptom[] {
  if (balancerAddresses(sight.object).length > 0) return [];
  const told = sight.told.all((e) => /LoadBalancer/i.test(e.reason) && e.isWarning);
  const latest = told.at(-1);
  const shared = { severity: "warning", events: countsOf(told) } as const;
  if (latest !== undefined)
    return [
      {
        ...shared,
        class: latest.reason,
        message: `the load balancer of the Service could not be made: ${inShort(latest.message)}`,
        shownBy: sequencesOf(told).slice(-2),
        advice: [`see all that its provider says: ${advise(["describe", "service", sight.ref.name], sight.ref.namespace)}`],
      },
    ];
  return [
    {
      ...shared,
      class: "LoadBalancerPending",
      message: "the Service waits for a load balancer: nobody has given it an address",
      patienceMs: balancerMs.worthKnowing,
      infoForMs: balancerMs.warning,
      advice: [
        "see whether anything provides load balancers in this cluster (a cloud controller, MetalLB); inside the cluster the Service works without",
      ],
    },
  ];
}

function ending(symptom: Symptom, _began: KubeObject, { object }: RuleContext): Ending | undefined {
  const [address] = balancerAddresses(object);
  switch (symptom.class) {
    case "NoEndpoints":
      return { text: "there are Pods that it selects" };
    case "NoReadyEndpoints":
      return { text: "an endpoint became ready, or none is left" };
    case "TargetPortNotFound":
    case "TargetPortUndeclared":
      return { text: "the Service and its Pods agree on the port", final: true };
    default:
      return address === undefined ? undefined : { text: `it was given the address ${address}`, final: true };
  }
}
