import { findingKey } from "../../diagnosis/engine/finding.js";
import { emptyWindow } from "../tasks/rows-around.js";
import { areFindingsKnown, findingLog, findingShown, nextNews, nextProof } from "./findings-shown.js";
import type { KnownFindings } from "./known-findings.js";
import { goTo } from "./moves.js";
import type { PlayerState } from "./player-state.js";
import { say, without } from "./updated.js";

/** Goes to the next step on the way at which a failure arises or is over. It is the one that is told from then on. */
export function toFinding(state: PlayerState, direction: 1 | -1): PlayerState {
  const news = nextNews(state, direction);
  const what = `${direction === 1 ? "further" : "earlier"} finding`;
  const sequence = findingLog(state)?.readSequence ?? 0;
  if (news === undefined && sequence < (direction === 1 ? Number.POSITIVE_INFINITY : state.position))
    return { ...state, seeking: { what, sequence, finding: direction } };
  if (news === undefined) return say(state, `there is no ${what}`);
  return { ...goToAny(state, news.sequence), chosenFinding: findingKey(news.finding) };
}

/** More of the findings has been read: the one that is waited for may be among them. */
export function withFindings(state: PlayerState, findings: KnownFindings): PlayerState {
  const { seeking, ...rest } = { ...state, findings };
  return seeking?.finding === undefined ? { ...state, findings } : toFinding(rest, seeking.finding);
}

/** Goes to the next frame on the way that proves the finding that is told. */
export function toProof(state: PlayerState, direction: 1 | -1): PlayerState {
  const shown = findingShown(state);
  if (shown === undefined) return say(state, `nothing is known to be wrong at this step${unreadWords(state)}`);
  const { finding } = shown;
  const chosenFinding = findingKey(finding);
  const sequence = nextProof(state, finding, direction);
  if (sequence === undefined)
    return say({ ...state, chosenFinding }, `no ${direction === 1 ? "later" : "earlier"} frame proves ${finding.class}`);
  return { ...goToAny(state, sequence), chosenFinding };
}

/** A filter hides steps that prove something about what it shows (an Event, an owner): it ends. */
function goToAny(state: PlayerState, sequence: number): PlayerState {
  if (state.filter === undefined) return goTo(state, sequence);
  return say({ ...goTo(without(state, "filter"), sequence), window: emptyWindow }, "all objects are shown again");
}

function unreadWords(state: PlayerState): string {
  return areFindingsKnown(state) ? "" : ": findings are still being read";
}
