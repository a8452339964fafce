import { printable } from "../../io/printable.js";
import type { SessionSummary } from "../../model/session.js";
import { remainingContent } from "./share-text.js";

const maxNamed = 8;

/** Names the sessions that hold values of Secrets in clear; undefined where none does. */
export function clearSecretsWarning(summaries: readonly SessionSummary[]): string | undefined {
  const names = summaries.filter(({ header }) => header.secretValues === "clear").map(({ header }) => printable(header.name, 100));
  if (names.length === 0) return undefined;
  const more = names.length > maxNamed ? ` and ${names.length - maxNamed} more` : "";
  const subject = names.length === 1 ? "session" : "sessions";
  const verb = names.length === 1 ? "holds" : "hold";
  return `${subject} ${names.slice(0, maxNamed).join(", ")}${more} ${verb} values of Secrets in clear (recorded with --include-secret-values)`;
}

/** What of a session may be confidential, for those who share it. */
export function confidentialContent({ header }: Pick<SessionSummary, "header">): string {
  // A manifest is a claim; values in clear are a fact.
  if (header.secretValues === "clear") return "values of Secrets, environment variables of containers and ConfigMaps are in clear";
  return header.shared === undefined
    ? "values of Secrets are digests; environment variables of containers and ConfigMaps are in clear"
    : `shared at level ${header.shared.level}; may hold ${remainingContent(header.shared)}`;
}

/** What to do before such a session is shared, as one line for each of its states. */
export function nextStepBeforeSharing({ header }: Pick<SessionSummary, "header">, programName: string): string {
  return header.secretValues === "clear" || header.shared === undefined
    ? `"${programName} share SESSION" removes what may be a credential`
    : `"${programName} share --check FILE" lists what a file still holds`;
}
