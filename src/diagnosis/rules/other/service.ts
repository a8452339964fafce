import { balancerAddresses } from "../../../lifecycle/kinds/service.js";
import { inShort, listed, plural } from "../../../lifecycle/narration/words.js";
import { greatest } from "../../../model/extremes.js";
import { at, itemsAt, numberAt, textAt, textsAt } from "../../../model/fields.js";
import type { KubeObject } from "../../../model/kube-object.js";
import { countsOf, sequencesOf } from "../../engine/event-history.js";
import type { LiveObject } from "../../engine/live-object.js";
import type { DiagnosisRule, Resolution, RuleContext, Symptom } from "../../engine/symptom.js";
import { kubectl } from "../../evidence/kubectl.js";
import { isScaledToZero, selectsPod, workloadsForSelector } from "../../evidence/workloads-for-selector.js";

/**
 * Services without a backend, by their EndpointSlices (or older Endpoints), where those are recorded:
 *
 *   NoEndpoints            it selects no Pod; info where the workload of those Pods is scaled to zero
 *   NoReadyEndpoints       it selects Pods, none of them ready
 *   TargetPortNotFound     its targetPort is a name that no container of those Pods declares
 *   TargetPortUndeclared   its targetPort is a number that no container declares: allowed, but may be a mistake, so info
 *   LoadBalancerPending    it has no address yet
 *   SyncLoadBalancerFailed and other warnings about the load balancer, from Events
 */
export const serviceRule: DiagnosisRule = {
  kinds: ["Service"],
  symptoms: (context) => (context.object.metadata.deletionTimestamp === undefined && context.frame !== undefined ? symptoms(context) : []),
  resolution,
};

const noEndpointsMs = 30_000;
const notReadyMs = 20_000;
const balancerDelays = { afterMs: 5_000, infoForMs: 60_000 };
/** At most this many Pods of one Service are searched for its ports. */
const maxPods = 100;

function symptoms(context: RuleContext): readonly Symptom[] {
  const { object } = context;
  const type = textAt(object, "spec", "type") ?? "ClusterIP";
  if (type === "ExternalName") return [];
  const selector = textsAt(object, "spec", "selector");
  const pods = selector.size === 0 ? [] : selectedPods(selector, context);
  return [
    ...(type === "LoadBalancer" ? loadBalancer(context) : []),
    ...(selector.size === 0 ? [] : endpoints(selector, pods, context)),
    ...ports(pods, context),
  ];
}

function endpoints(selector: Selector, pods: readonly LiveObject[], context: RuleContext): readonly Symptom[] {
  const { ref, world } = context;
  const slices = world.endpointsOf(ref.namespace, ref.name);
  const all = slices.flatMap(({ object }) => readinessOfEndpoints(object));
  if (slices.length === 0 || all.some((isReady) => isReady)) return [];
  const evidence = [greatest(slices.map(({ frame }) => frame.sequence))];
  if (all.length === 0 && pods.length === 0) return [{ ...noEndpoints(selector, context), evidence }];
  const labels = labelsIn(selector);
  return [
    {
      class: "NoReadyEndpoints",
      severity: "warning",
      message: `the Service has no ready endpoints: 0 of ${plural(Math.max(all.length, pods.length), "Pod")} with ${listed(labels)} ready`,
      evidence,
      advice: [`see why they are not ready: ${kubectl(["get", "pods", "-l", labels.join(",")], ref.namespace)}`],
      starts: { kind: "delayed", afterMs: notReadyMs },
      causedBy: [{ kind: "uids", uids: pods.map((pod) => pod.ref.uid) }],
    },
  ];
}

/** Somebody may have scaled the workload to zero. Or its Pods cannot be created: then that explains it. */
function noEndpoints(selector: Selector, { ref, world }: RuleContext): Symptom {
  const workloads = workloadsForSelector(selector, ref.namespace, world);
  const names = workloads.map((workload) => `${workload.ref.kind}/${workload.ref.name}`);
  const [first = ""] = names.map((name) => name.toLowerCase());
  const labels = listed(labelsIn(selector));
  const shared = {
    class: "NoEndpoints",
    starts: { kind: "delayed", afterMs: noEndpointsMs },
    causedBy: [{ kind: "uids", uids: workloads.map((workload) => workload.ref.uid) }],
  } as const;
  if (workloads.length > 0 && workloads.every(isScaledToZero))
    return {
      ...shared,
      severity: "info",
      message: `the Service selects no Pods (${labels}): ${listed(names)} ${names.length === 1 ? "is" : "are"} scaled to zero`,
      advice: [`if that is not intended: ${kubectl(["scale", first, "--replicas=1"], ref.namespace)}`],
    };
  return {
    ...shared,
    severity: "warning",
    message: `the Service selects no Pods: no Pod has ${labels}`,
    advice: [
      workloads.length > 0
        ? `see why ${listed(names)} has no Pods: ${kubectl(["describe", first], ref.namespace)}`
        : `compare its selector with the labels of the Pods: ${kubectl(["get", "pods", "--show-labels"], ref.namespace)}`,
    ],
  };
}

function ports(pods: readonly LiveObject[], { object, ref }: RuleContext): readonly Symptom[] {
  if (pods.length === 0) return [];
  const declared = pods.flatMap((pod) =>
    ["containers", "initContainers"].flatMap((field) => itemsAt(pod.object, "spec", field)).flatMap((c) => itemsAt(c, "ports")),
  );
  return itemsAt(object, "spec", "ports").flatMap((port) => {
    const name = textAt(port, "targetPort");
    const number = numberAt(port, "targetPort") ?? (name === undefined ? numberAt(port, "port") : undefined);
    if (name !== undefined) return declared.some((each) => textAt(each, "name") === name) ? [] : [portNotFound(name, declared, ref)];
    const isDeclared = declared.length === 0 || declared.some((each) => numberAt(each, "containerPort") === number);
    return isDeclared || number === undefined ? [] : [portUndeclared(number, declared, ref)];
  });
}

function portNotFound(name: string, declared: readonly unknown[], ref: RuleContext["ref"]): Symptom {
  return {
    class: "TargetPortNotFound",
    severity: "critical",
    discriminator: name,
    message: `the Service routes to port "${name}", which no container of its Pods declares (declared: ${portsIn(declared)})`,
    advice: [`correct targetPort in the Service, or name the port in the Pods: ${kubectl(["edit", "service", ref.name], ref.namespace)}`],
  };
}

function portUndeclared(number: number, declared: readonly unknown[], ref: RuleContext["ref"]): Symptom {
  return {
    class: "TargetPortUndeclared",
    severity: "info",
    discriminator: String(number),
    message: `the Service routes to port ${number}, which no container of its Pods declares (declared: ${portsIn(declared)})`,
    advice: [
      `check that a process listens on it: ${kubectl(["get", "endpointslices", "-l", `kubernetes.io/service-name=${ref.name}`], ref.namespace)}`,
    ],
  };
}

function loadBalancer({ object, ref, events }: RuleContext): readonly Symptom[] {
  if (balancerAddresses(object).length > 0) return [];
  const warnings = events.all((e) => /LoadBalancer/i.test(e.reason) && e.isWarning);
  const latest = warnings.at(-1);
  if (latest !== undefined)
    return [
      {
        class: latest.reason,
        severity: "warning",
        message: `the load balancer of the Service could not be created: ${inShort(latest.message)}`,
        evidence: sequencesOf(warnings).slice(-2),
        events: countsOf(warnings),
        advice: [`see its Events: ${kubectl(["describe", "service", ref.name], ref.namespace)}`],
      },
    ];
  return [
    {
      class: "LoadBalancerPending",
      severity: "warning",
      message: "the Service is waiting for a load balancer: it has no address",
      advice: [
        "check that the cluster has a load balancer provider (a cloud controller, MetalLB); inside the cluster the Service works without one",
      ],
      starts: { kind: "delayed", ...balancerDelays },
    },
  ];
}

type Selector = ReadonlyMap<string, string>;

/** The Pods that its endpoints name; without those, the Pods that match its selector. */
function selectedPods(selector: Selector, { ref, world }: RuleContext): readonly LiveObject[] {
  const named = world.endpointsOf(ref.namespace, ref.name).flatMap(({ object }) => itemsAt(object, "endpoints").slice(0, maxPods));
  const targets = named.flatMap((endpoint) => world.get(textAt(endpoint, "targetRef", "uid") ?? "") ?? []);
  if (targets.length > 0) return targets.slice(0, maxPods);
  const selected: LiveObject[] = [];
  for (const pod of world.ofKind("Pod", ref.namespace)) {
    if (selected.length >= maxPods) break;
    if (selectsPod(selector, pod.object)) selected.push(pod);
  }
  return selected;
}

/** Of each endpoint whether it is ready. */
function readinessOfEndpoints(object: KubeObject): readonly boolean[] {
  return [
    ...itemsAt(object, "endpoints").map((item) => at(item, "conditions", "ready") !== false),
    ...itemsAt(object, "subsets").flatMap((subset) => [
      ...itemsAt(subset, "addresses").map(() => true),
      ...itemsAt(subset, "notReadyAddresses").map(() => false),
    ]),
  ];
}

function labelsIn(selector: Selector): readonly string[] {
  return [...selector].map(([key, value]) => `${key}=${value}`);
}

function portsIn(declared: readonly unknown[]): string {
  const words = declared.map(
    (port) => `${numberAt(port, "containerPort") ?? "?"}${textAt(port, "name") === undefined ? "" : ` (${textAt(port, "name")})`}`,
  );
  return words.length === 0 ? "none" : listed([...new Set(words)]);
}

function resolution(symptom: Symptom, _began: KubeObject, { object }: RuleContext): Resolution | undefined {
  const [address] = balancerAddresses(object);
  switch (symptom.class) {
    case "NoEndpoints":
      return { text: "it selects Pods now" };
    case "NoReadyEndpoints":
      return { text: "an endpoint became ready, or all were removed" };
    case "TargetPortNotFound":
    case "TargetPortUndeclared":
      return { text: "the Service and its Pods use the same port", isFinal: true };
    default:
      return address === undefined ? undefined : { text: `the Service got address ${address}`, isFinal: true };
  }
}
