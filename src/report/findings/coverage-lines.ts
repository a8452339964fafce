import type { Coverage } from "../../diagnosis/engine/coverage.js";
import { listed } from "../../lifecycle/narration/words.js";
import type { SessionSummary } from "../../model/session.js";
import { objectTitle } from "../replay/object-title.js";

const maxNames = 8;

/** What the findings do not cover, a sentence a line: what was not recorded, and where there are no findings the Events that belong to none. */
export function coverageLines(
  { unrecorded, otherWarnings }: Coverage,
  omissions: readonly string[],
  options: { readonly namespaces?: boolean | undefined; readonly hasFindings: boolean },
): readonly string[] {
  const troubled = unrecorded.filter((object) => object.warnings > 0);
  const others = unrecorded.filter((object) => object.warnings === 0);
  const names = [...new Set([...troubled, ...others].map(({ ref }) => objectTitle(ref, options.namespaces)))];
  const warnings = options.hasFindings
    ? []
    : otherWarnings.map(({ ref, reason, count }) => `${reason}${count > 1 ? ` ×${count}` : ""} (${objectTitle(ref, options.namespaces)})`);
  return [
    ...(warnings.length === 0 ? [] : [`Warning Events that belong to no finding: ${listed(warnings, maxNames)}.`]),
    ...(names.length === 0 ? [] : [`Not recorded: ${listed(names, maxNames)} (known from Events alone).`]),
    ...omissions.map((omission) => `Not recorded: ${omission}`),
  ];
}

/** Collections that could not be recorded, and Kubernetes Events where there are none: many failures show in nothing else. */
export function unrecordedCollections({ header }: Pick<SessionSummary, "header">, { hasEvents }: Coverage): readonly string[] {
  const collections = header.omissions.filter((omission) => /^[\w.-]+(?: in namespace \S+)?: /.test(omission));
  const isWatched = header.streams.some(({ kind }) => kind === "Event") || collections.some((omission) => omission.startsWith("events"));
  return isWatched || hasEvents ? collections : [...collections, "Kubernetes Events, which report failures that no status shows"];
}
