import { findingKey } from "../../diagnosis/engine/finding.js";
import { objectTitle } from "../../report/replay/object-title.js";
import {
  areFindingsKnown,
  findingLog,
  findingShown,
  hasNews,
  lastToRead,
  nextEvidence,
  nextNews,
  subjectOfStep,
} from "./findings-shown.js";
import type { KnownFindings } from "./known-findings.js";
import { goToAny } from "./moves.js";
import type { PlayerState } from "./player-state.js";
import { say } from "./updated.js";

/** Goes to the next step at which a finding opens or is resolved, and shows that finding from then on. */
export function toFinding(state: PlayerState, direction: 1 | -1): PlayerState {
  const news = nextNews(state, direction);
  const what = `${direction === 1 ? "further" : "earlier"} finding`;
  const sequence = findingLog(state)?.readSequence ?? 0;
  if (news === undefined && sequence < (direction === 1 ? lastToRead(state) : state.position))
    return { ...state, seeking: { what, sequence, finding: direction } };
  if (news === undefined) return say(state, hasNews(state) ? `no ${what}` : noFindingText(state));
  // A filter would hide evidence about what it shows (an Event, an owner), so it ends.
  return { ...goToAny(state, news.sequence), chosenFinding: findingKey(news.finding) };
}

/** There is nothing to go to, in either direction. */
function noFindingText(state: PlayerState): string {
  if (!state.findings.isOfObjects) return state.filter === undefined ? "no findings in this session" : "no findings of these objects";
  const subject = subjectOfStep(state);
  return subject === undefined ? "this step has no object" : `no findings of ${objectTitle(subject, state.session.namespaces)}`;
}

/** More findings were read: the one that the user waits for may be among them. */
export function withFindings(state: PlayerState, findings: KnownFindings): PlayerState {
  const { seeking, ...rest } = { ...state, findings };
  return seeking?.finding === undefined ? { ...state, findings } : toFinding(rest, seeking.finding);
}

/** Goes to the next frame that is evidence of the finding shown. */
export function toEvidence(state: PlayerState, direction: 1 | -1): PlayerState {
  const finding = findingShown(state);
  if (finding === undefined) return say(state, `no finding at this step${unreadText(state)}`);
  const chosenFinding = findingKey(finding);
  const sequence = nextEvidence(state, finding, direction);
  if (sequence === undefined)
    return say({ ...state, chosenFinding }, `no ${direction === 1 ? "later" : "earlier"} evidence of ${finding.class}`);
  return { ...goToAny(state, sequence), chosenFinding };
}

function unreadText(state: PlayerState): string {
  return areFindingsKnown(state) ? "" : ": still reading findings";
}
