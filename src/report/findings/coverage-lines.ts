import type { Coverage, OmittedFailures } from "../../diagnosis/engine/coverage.js";
import { listed, plural } from "../../lifecycle/narration/words.js";
import type { SessionHeader, SessionSummary } from "../../model/session.js";
import { objectTitle } from "../replay/object-title.js";

const maxNames = 8;

/** What the findings do not cover, a sentence a line: what was not recorded, and where there are no findings the Events that belong to none. */
export function coverageLines(
  { unrecorded, otherWarnings, omitted, maxExamined }: Coverage,
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
    ...(maxExamined === undefined ? [] : [`Not examined: further objects, as more than ${maxExamined} existed at the same time.`]),
    ...omittedLines(omitted),
  ];
}

function omittedLines({ resolved, hasOpen }: OmittedFailures = { resolved: 0, hasOpen: false }): readonly string[] {
  return [
    ...(resolved === 0 ? [] : [`Not listed: ${plural(resolved, "earlier failure")}, resolved before the others. Use --at to see them.`]),
    ...(hasOpen ? ["Not listed: further failures, as too many were open at the same time."] : []),
  ];
}

/**
 * What a session does not hold, for people: objects if it has no frames, collections that could not be recorded, changes in its gaps, and
 * Kubernetes Events where there are none: many failures show in nothing else.
 */
export function omissionsOf({ header, frames, end }: Omittable, { hasEvents }: Coverage): readonly string[] {
  const isEmpty = frames === 0 ? ["any object: the session has no frames"] : [];
  const gaps = end?.verification?.possibleLosses ?? 0;
  const lost = gaps === 0 ? [] : [`changes during ${plural(gaps, "gap")}`];
  return [...isEmpty, ...unrecordedCollections(header, hasEvents), ...lost];
}

type Omittable = Pick<SessionSummary, "header" | "frames" | "end">;

function unrecordedCollections(header: SessionHeader, hasEvents: boolean): readonly string[] {
  const collections = header.omissions.filter((omission) => /^[\w.-]+(?: in namespace \S+)?: /.test(omission));
  const isWatched = header.streams.some(({ kind }) => kind === "Event") || collections.some((omission) => omission.startsWith("events"));
  return isWatched || hasEvents ? collections : [...collections, "Kubernetes Events, which report failures that no status shows"];
}
