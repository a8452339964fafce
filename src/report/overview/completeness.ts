import { plural } from "../../lifecycle/narration/words.js";
import type { EndVerification, SessionSummary } from "../../model/session.js";

/** As in the session, or why nobody verified its end; then how much may be missing is not known. */
type Completeness = EndVerification | { readonly verified: false; readonly reason: string };

/** Whether a session holds everything up to its end, as far as its recorder knew. */
export function completenessOf({ header, state, end }: Pick<SessionSummary, "header" | "state" | "end">): Completeness {
  if (end?.verification !== undefined) return end.verification;
  return { verified: false, reason: unverified(header.streams.length === 0 || end?.outcome === "imported", state) };
}

/** The same in words; of a part, that it is one: what it holds is complete, not what it is cut from. */
export function completenessWords(summary: Pick<SessionSummary, "header" | "state" | "end">): string {
  return `${summary.header.part === undefined ? "" : "a part; "}${completenessText(completenessOf(summary))}`;
}

/** "complete, verified at the end", "complete but for 2 gaps", "end not verified: skipped; 1 gap". */
export function completenessText(completeness: Completeness): string {
  const gaps = "possibleLosses" in completeness ? completeness.possibleLosses : 0;
  if (!completeness.verified) return `end not verified: ${completeness.reason}${gaps === 0 ? "" : `; ${plural(gaps, "gap")}`}`;
  return gaps === 0 ? "complete, verified at the end" : `complete but for ${plural(gaps, "gap")}`;
}

function unverified(imported: boolean, state: SessionSummary["state"]): string {
  if (state === "recording") return "still recording";
  if (imported) return "imported";
  return state === "interrupted" ? "it has no recorded end" : "recorded by an older kubespy";
}
