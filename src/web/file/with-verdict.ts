import { type SessionVerdict, verdictOf } from "../../report/verdict/verdict.js";
import type { SessionData } from "./page-manifest.js";

/** Where nothing is shown yet. */
export const noVerdict: SessionVerdict = { sentences: [], tone: "neutral" };

/** The same with the verdict of what it holds. */
export function withVerdict(data: Omit<SessionData, "verdict">): SessionData {
  return { ...data, verdict: verdictOf(data.summary, data.analysis) };
}
