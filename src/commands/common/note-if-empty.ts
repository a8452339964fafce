import { printable } from "../../io/printable.js";
import type { ManagerFilter } from "../../replay/manager-filter.js";
import type { CommandContext } from "./context.js";

/** Says on stderr that `--by` selected nothing, and who made the changes. */
export function noteIfEmpty(filter: ManagerFilter | undefined, { streams }: CommandContext): void {
  const why = filter?.whyEmpty;
  if (why !== undefined) streams.stderr.write(`kubespy: ${printable(why)}\n`);
}
