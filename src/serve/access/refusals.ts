import { type StatusError, status } from "../status.js";

/** The answer to every write. */
export const readOnly = "this is a recording: read-only";

/** Parts of an API that a recording has not, by subresource: why not. `status` is served. */
const bySubresource: ReadonlyMap<string, string> = new Map([
  ["log", "logs are not part of a recording, which holds what the API server published"],
  ...[
    ["exec", "exec"],
    ["attach", "attach"],
    ["portforward", "port-forward"],
    ["proxy", "proxy"],
  ].map(([name = "", command]) => [name, `this is a recording: no container runs, so ${command} is not possible`] as const),
]);

const noSuchPart = "this subresource is not part of a recording";

/** The group of the metrics server. It is announced, so that `kubectl top` asks and is told why there are none. */
export const metricsGroup = { group: "metrics.k8s.io", version: "v1beta1" } as const;

/** Why a subresource cannot be read; for clients and for access reviews. */
export function whyNoSubresource(name: string): string {
  return bySubresource.get(name) ?? noSuchPart;
}

/** 403 for what would act on a container, 404 for what was not recorded. */
export function refusedSubresource(name: string): StatusError {
  return name === "log" || !bySubresource.has(name) ? status.notRecorded(whyNoSubresource(name)) : status.forbidden(whyNoSubresource(name));
}

export function noMetrics(): StatusError {
  return status.notRecorded("metrics are not part of a recording");
}

/** The older OpenAPI document, by which kubectl before 1.27 validates and explains. */
export function noOlderSchemas(): StatusError {
  return status.notRecorded("a recording has no OpenAPI v2 document");
}
