import type { KubeObject } from "../../model/kube-object.js";
import { endpointsOf } from "../endpoint-fields.js";
import { textAt, textsAt } from "../fields.js";
import { backendNames } from "../ingress.js";
import { balancerAddresses } from "../service.js";
import { plural } from "../words.js";
import { type Awaited, awaited, awaitedBelow } from "./awaited.js";
import { removalAwaited } from "./removal.js";

/** A Service, by itself and by what answers behind it. `below`: the objects that stand below it, where they are known. */
export function serviceAwaits(service: KubeObject, below: readonly KubeObject[]): Awaited | undefined {
  if (service.metadata.deletionTimestamp !== undefined) return removalAwaited(service);
  const type = textAt(service, "spec", "type");
  if (type === "ExternalName") return undefined;
  const behind = behindIt(service, below);
  if (behind !== undefined) return behind;
  return type === "LoadBalancer" && balancerAddresses(service).length === 0
    ? awaited("whatever provides load balancers here to give it an address")
    : undefined;
}

/** Nobody answers, or not all do. Without a slice nothing is known: its controller may not have come to it yet. */
function behindIt(service: KubeObject, below: readonly KubeObject[]): Awaited | undefined {
  const selector = [...textsAt(service, "spec", "selector")].map(([key, value]) => `${key}=${value}`);
  const slices = below.filter((object) => object.kind === "EndpointSlice");
  if (slices.length === 0) return selector.length === 0 ? undefined : awaited("its EndpointSlice to be made");
  const endpoints = slices.flatMap((slice) => endpointsOf(slice));
  const ready = endpoints.filter((endpoint) => endpoint.ready).length;
  if (endpoints.length === 0)
    return awaited(selector.length === 0 ? "somebody to add endpoints: it has no selector" : `a Pod with ${selector.join(",")} to exist`);
  if (ready === 0)
    return awaitedBelow(`${endpoints.length === 1 ? "its endpoint" : `one of ${endpoints.length} endpoints`} to become ready`);
  const left = endpoints.filter((endpoint) => !endpoint.ready && !endpoint.terminating).length;
  return left === 0 ? undefined : awaitedBelow(`${left} of ${plural(endpoints.length, "endpoint")} to become ready`);
}

export function ingressAwaits(ingress: KubeObject, below: readonly KubeObject[]): Awaited | undefined {
  if (ingress.metadata.deletionTimestamp !== undefined) return removalAwaited(ingress);
  const present = new Set(below.filter((object) => object.kind === "Service").map((service) => service.metadata.name));
  const missing = below.length === 0 ? undefined : backendNames(ingress).find((name) => !present.has(name));
  if (missing !== undefined) return awaited(`Service ${missing}, which it leads to, to exist`);
  if (balancerAddresses(ingress).length > 0) return undefined;
  const name = textAt(ingress, "spec", "ingressClassName");
  return awaited(`${name === undefined ? "a controller" : `the controller of class ${name}`} to give it an address`);
}
