import { printable } from "../../io/printable.js";
import type { SessionSummary } from "../../model/session.js";

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
export function confidentialContent({ header }: SessionSummary): string {
  return header.secretValues === "clear"
    ? "values of Secrets, environment variables of containers and ConfigMaps are in clear"
    : "values of Secrets are digests; environment variables of containers and ConfigMaps are in clear";
}
