import { textAt, textsAt } from "../../model/fields.js";
import type { KubeObject } from "../../model/kube-object.js";
import { endpointsOf } from "../fields/endpoints.js";
import { backendNames } from "../kinds/ingress.js";
import { balancerAddresses } from "../kinds/service.js";
import { plural } from "../narration/words.js";
import { type Pending, pendingBelow, pendingOn, pendingRemoval } from "./pending.js";

/** A Service, judged by its status and its endpoints. `below`: the objects below it, if they are known. */
export function servicePending(service: KubeObject, below: readonly KubeObject[]): Pending | undefined {
  if (service.metadata.deletionTimestamp !== undefined) return pendingRemoval(service);
  const type = textAt(service, "spec", "type");
  if (type === "ExternalName") return undefined;
  const endpoints = endpointsPending(service, below);
  if (endpoints !== undefined) return endpoints;
  return type === "LoadBalancer" && balancerAddresses(service).length === 0 ? pendingOn("its load balancer to get an address") : undefined;
}

/** Endpoints that are missing or not ready. Without a slice nothing is known: its controller may not have created it yet. */
function endpointsPending(service: KubeObject, below: readonly KubeObject[]): Pending | undefined {
  const isSelective = textsAt(service, "spec", "selector").size > 0;
  const slices = below.filter((object) => object.kind === "EndpointSlice");
  if (slices.length === 0) return isSelective ? pendingOn("its EndpointSlice to be created") : undefined;
  const endpoints = slices.flatMap((slice) => endpointsOf(slice));
  const ready = endpoints.filter((endpoint) => endpoint.ready).length;
  const coming = endpoints.filter((endpoint) => !endpoint.ready && !endpoint.terminating).length;
  if (ready + coming === 0)
    return isSelective ? noEndpoint(service, below) : pendingOn("endpoints to be added by hand (it has no selector)");
  if (ready === 0) return pendingBelow(`${coming === 1 ? "its endpoint" : `one of ${coming} endpoints`} to become ready`);
  return coming === 0 ? undefined : pendingBelow(`${coming} of ${plural(ready + coming, "endpoint")} to become ready`);
}

/** A Pod becomes an endpoint when it has an IP address; a terminating Pod never does. */
function noEndpoint(service: KubeObject, below: readonly KubeObject[]): Pending {
  const pods = below.filter((object) => object.kind === "Pod" && object.metadata.deletionTimestamp === undefined);
  if (pods.length > 0) return pendingBelow(`${pods.length === 1 ? "its Pod" : `one of its ${pods.length} Pods`} to become an endpoint`);
  const selector = [...textsAt(service, "spec", "selector")].map(([key, value]) => `${key}=${value}`);
  return pendingOn(`a Pod that matches its selector (${selector.join(",")})`);
}

export function ingressPending(ingress: KubeObject, below: readonly KubeObject[]): Pending | undefined {
  if (ingress.metadata.deletionTimestamp !== undefined) return pendingRemoval(ingress);
  const present = new Set(below.filter((object) => object.kind === "Service").map((service) => service.metadata.name));
  const missing = below.length === 0 ? undefined : backendNames(ingress).find((name) => !present.has(name));
  if (missing !== undefined) return pendingOn(`its backend Service ${missing} to be created`);
  if (balancerAddresses(ingress).length > 0) return undefined;
  const name = textAt(ingress, "spec", "ingressClassName");
  return pendingOn(`${name === undefined ? "an Ingress controller" : `the controller of IngressClass ${name}`} to assign an address`);
}
