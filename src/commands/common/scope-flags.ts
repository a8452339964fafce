import { Option } from "commander";
import { UsageError } from "../../errors.js";

/** Which objects of a cluster are meant, beside their names. */
export interface ScopeFlags {
  /** As often as `-n` was given. */
  readonly namespace?: readonly string[];
  readonly allNamespaces?: true;
  readonly selector?: string;
  readonly fieldSelector?: string;
}

export function namespaceOption(): Option {
  return new Option("-n, --namespace <name>", "namespace (default: the context's own); may be repeated").argParser(collectNamespace);
}

/** Throws `UsageError` for flags that contradict each other: before anything is asked of a cluster. */
export function assertOneScope({ namespace, allNamespaces }: ScopeFlags): void {
  if (namespace !== undefined && allNamespaces)
    throw new UsageError("--namespace and --all-namespaces cannot be combined", {
      hint: "use --namespace, as often as needed, or --all-namespaces alone",
    });
}

/** kubectl takes one namespace, and a comma belongs to no name. */
function collectNamespace(value: string, earlier: readonly string[] | undefined): readonly string[] {
  if (value.includes(",")) {
    const names = value.split(",").map((name) => name.trim());
    throw new UsageError(`invalid --namespace "${value}"`, {
      hint: `give the flag once for each namespace: "${names
        .filter((name) => name !== "")
        .map((name) => `-n ${name}`)
        .join(" ")}"`,
    });
  }
  return [...new Set([...(earlier ?? []), value])];
}
