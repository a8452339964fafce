import { countAt, itemsAt, numberAt, textAt } from "../../model/fields.js";
import type { KubeObject } from "../../model/kube-object.js";
import { ageColumn, column, nameColumn, type TableKind, text, wide } from "./column.js";
import { documentation } from "./documentation.js";
import { labelsText, selectorText } from "./selector-text.js";

export const services: TableKind = {
  columns: [
    nameColumn,
    column("Type", "string", documentation.serviceSpec.type, (object) => text(object, "spec", "type")),
    column("Cluster-IP", "string", documentation.serviceSpec.clusterIP, (object) => {
      return text(object, "spec", "clusterIPs", 0) || text(object, "spec", "clusterIP") || "<none>";
    }),
    column("External-IP", "string", documentation.serviceSpec.externalIPs, externalIp),
    column("Port(s)", "string", documentation.serviceSpec.ports, portsText),
    ageColumn,
    wide("Selector", documentation.serviceSpec.selector, (object) => labelsText(object, "spec", "selector")),
  ],
};

export const endpointSlices: TableKind = {
  columns: [
    nameColumn,
    column("AddressType", "string", documentation.endpointSlice.addressType, (object) => text(object, "addressType")),
    column("Ports", "string", documentation.endpointSlice.ports, (object) => firstThree(itemsAt(object, "ports").map(slicePort))),
    column("Endpoints", "string", documentation.endpointSlice.endpoints, (object) =>
      firstThree(itemsAt(object, "endpoints").flatMap((endpoint) => textsIn(endpoint, "addresses"))),
    ),
    ageColumn,
  ],
};

export const endpoints: TableKind = {
  columns: [nameColumn, column("Endpoints", "string", documentation.endpoints.subsets, endpointsText), ageColumn],
};

export const ingresses: TableKind = {
  columns: [
    nameColumn,
    column("Class", "string", "The name of the IngressClass resource that should be used for additional configuration", (object) => {
      return text(object, "spec", "ingressClassName") || "<none>";
    }),
    column("Hosts", "string", "Hosts that incoming requests are matched against before the ingress rule", hostsText),
    column("Address", "string", "Address is a list containing ingress points for the load-balancer", balancerAddresses),
    column("Ports", "string", "Ports of TLS configurations that open", (object) => {
      return itemsAt(object, "spec", "tls").length > 0 ? "80, 443" : "80";
    }),
    ageColumn,
  ],
};

export const networkPolicies: TableKind = {
  columns: [
    nameColumn,
    column("Pod-Selector", "string", documentation.networkPolicySpec.podSelector, (object) => {
      return selectorText(object, "spec", "podSelector") || "<none>";
    }),
    ageColumn,
  ],
};

function textsIn(object: unknown, ...path: readonly string[]): readonly string[] {
  return itemsAt(object, ...path).filter((item): item is string => typeof item === "string");
}

/** "<pending>": a load balancer without an address yet. */
function externalIp(service: KubeObject): string {
  const external = textsIn(service, "spec", "externalIPs");
  switch (text(service, "spec", "type")) {
    case "ClusterIP":
    case "NodePort":
      return external.join(",") || "<none>";
    case "LoadBalancer":
      return [balancerAddresses(service), ...external].filter((address) => address !== "").join(",") || "<pending>";
    case "ExternalName":
      return text(service, "spec", "externalName");
    default:
      return "<unknown>";
  }
}

function balancerAddresses(object: KubeObject): string {
  const points = itemsAt(object, "status", "loadBalancer", "ingress");
  const addresses = points.map((point) => text(point, "ip") || text(point, "hostname")).filter((address) => address !== "");
  return [...new Set(addresses)].sort().join(",");
}

/** "80/TCP", and "80:31234/TCP" with a node port. */
function portsText(service: KubeObject): string {
  const ports = itemsAt(service, "spec", "ports").map((port) => {
    const nodePort = countAt(port, "nodePort");
    return `${countAt(port, "port")}${nodePort > 0 ? `:${nodePort}` : ""}/${textAt(port, "protocol") ?? "TCP"}`;
  });
  return ports.join(",") || "<none>";
}

function slicePort(port: unknown): string {
  return String(numberAt(port, "port") ?? textAt(port, "name") ?? "*");
}

function firstThree(list: readonly string[]): string {
  if (list.length > 3) return `${list.slice(0, 3).join(",")} + ${list.length - 3} more...`;
  return list.join(",") || "<unset>";
}

/** Every ready address with every port of its subset; addresses alone where a subset has no ports. */
function endpointsText(object: KubeObject): string {
  const subsets = itemsAt(object, "subsets");
  if (subsets.length === 0) return "<none>";
  const all = subsets.flatMap((subset) => {
    const ips = itemsAt(subset, "addresses").map((address) => text(address, "ip"));
    const ports = itemsAt(subset, "ports");
    return ports.length === 0 ? ips : ports.flatMap((port) => ips.map((ip) => hostPort(ip, countAt(port, "port"))));
  });
  return all.length > 3 ? `${all.slice(0, 3).join(",")} + ${all.length - 3} more...` : all.join(",");
}

function hostPort(ip: string, port: number): string {
  return ip.includes(":") ? `[${ip}]:${port}` : `${ip}:${port}`;
}

function hostsText(ingress: KubeObject): string {
  const rules = itemsAt(ingress, "spec", "rules");
  const hosts = rules.map((rule) => text(rule, "host")).filter((host) => host !== "");
  if (hosts.length === 0) return "*";
  return hosts.length > 3 ? `${hosts.slice(0, 3).join(",")} + ${rules.length - 3} more...` : hosts.join(",");
}
