import { printable } from "../../io/printable.js";
import type { StreamInfo } from "../../model/session.js";

/** "pods in default where metadata.name=nginx". */
export function streamTitle({ resource, group, namespace, namespaced, labelSelector, fieldSelector }: StreamInfo): string {
  const where = !namespaced ? "" : namespace === undefined ? " in all namespaces" : ` in ${namespace}`;
  const selectors = [labelSelector, fieldSelector].filter((selector) => selector !== undefined);
  return printable(
    `${resource}${group === "" ? "" : `.${group}`}${where}${selectors.length === 0 ? "" : ` where ${selectors.join(" and ")}`}`,
    300,
  );
}
