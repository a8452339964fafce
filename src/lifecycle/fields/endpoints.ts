import { at, itemsAt, textAt } from "../../model/fields.js";
import type { KubeObject } from "../../model/kube-object.js";

/** One Pod (or address) behind a Service. */
export interface Endpoint {
  readonly name: string;
  readonly ready: boolean;
  readonly terminating: boolean;
}

/** The endpoints of an EndpointSlice or of the older Endpoints. */
export function endpointsOf(object: KubeObject): readonly Endpoint[] {
  const slice = itemsAt(object, "endpoints").map((item) => ({
    name: nameOf(item),
    ready: at(item, "conditions", "ready") !== false,
    terminating: at(item, "conditions", "terminating") === true,
  }));
  const old = itemsAt(object, "subsets").flatMap((subset) => [
    ...itemsAt(subset, "addresses").map((item) => ({ name: nameOf(item), ready: true, terminating: false })),
    ...itemsAt(subset, "notReadyAddresses").map((item) => ({ name: nameOf(item), ready: false, terminating: false })),
  ]);
  return [...slice, ...old];
}

function nameOf(item: unknown): string {
  return textAt(item, "targetRef", "name") ?? textAt(item, "ip") ?? textAt(item, "addresses", 0) ?? "?";
}

/** The name of their Service. */
export function serviceOf(object: KubeObject): string | undefined {
  return (
    textAt(object, "metadata", "labels", "kubernetes.io/service-name") ?? (object.kind === "Endpoints" ? object.metadata.name : undefined)
  );
}
