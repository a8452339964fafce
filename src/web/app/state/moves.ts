import { batch } from "@preact/signals";
import { findingKey } from "../../../diagnosis/engine/finding.js";
import { errorMessage, UsageError } from "../../../errors.js";
import { turningPoints } from "../../../interpret/finding-history.js";
import { finalFindings } from "../../../interpret/session-analysis.js";
import { exactMoment, type Moment, momentErrorText, momentOf, screenMoment } from "../../../replay/moment.js";
import { type Wanted, wordsFor } from "../../../replay/wanted.js";
import { endPlaying } from "./player.js";
import { currentSteps, readRow } from "./shown-steps.js";
import { chosenFinding, chosenUids, currentSession, message, position, runningSearch, searchedText, timeFormat } from "./view-state.js";

/**
 * Every move through the steps of a session: keys, buttons and links call these. What takes reading runs in the background; the page stays where it
 * is until it ends, and another move ends it.
 */

/** Shows the step with this sequence, or the nearest that there is. */
export function goToStep(sequence: number): void {
  batch(() => {
    leave();
    show(sequence);
  });
}

/** The same, of a finding that is evident there; the other steps stay hidden or shown as they are. */
export function goToEvidence(key: string, sequence: number): void {
  batch(() => {
    goToStep(sequence);
    chosenFinding.value = key;
  });
}

/** So many rows of the list forward or back. */
export function moveRows(rows: number): void {
  const to = currentSteps.value?.list.value.beside(position.value, rows);
  if (to !== undefined) goToStep(to);
  else say(`no ${rows > 0 ? "further" : "earlier"} step`);
}

export const nextStep = (): void => moveRows(1);
export const previousStep = (): void => moveRows(-1);

export function firstStep(): void {
  goToStep(currentSteps.value?.list.value.at(0) ?? 1);
}

export function lastStep(): void {
  const list = currentSteps.value?.list.value;
  if (list !== undefined) goToStep(list.at(list.length - 1) ?? list.frames);
}

export const goToMeaningful = (direction: 1 | -1): void => toNext({ kind: "meaningful" }, direction);
export const goToWarning = (direction: 1 | -1): void => toNext({ kind: "warning" }, direction);

/** The next match while something is searched for, else the next meaningful change. */
export function goToFound(direction: 1 | -1): void {
  const text = searchedText.value;
  toNext(text === undefined ? { kind: "meaningful" } : { kind: "text", text }, direction);
}

/** Searches for a text from here on, and goes to its first match. Nothing: ends the search. */
export function searchSteps(text: string): void {
  const trimmed = text.trim();
  batch(() => {
    leave();
    searchedText.value = trimmed === "" ? undefined : trimmed;
  });
  if (trimmed !== "") goToFound(1);
}

/** The next step at which a finding opens or is resolved, of the chosen objects if some are chosen. */
export function goToFinding(direction: 1 | -1): void {
  const history = currentSession.value?.data.value.analysis.findings;
  if (history === undefined) return;
  const uids = chosenUids.value === undefined ? undefined : new Set(chosenUids.value);
  const isMeant = ({ finding }: { readonly finding: { readonly object: { readonly uid: string } } }) =>
    uids === undefined || [...uids].some((uid) => uid === finding.object.uid);
  const at = position.value;
  const news =
    direction === 1
      ? turningPoints(history, at + 1, Number.POSITIVE_INFINITY).find(isMeant)
      : turningPoints(history, 0, at - 1).findLast(isMeant);
  if (news === undefined) say(`no ${direction === 1 ? "further" : "earlier"} finding`);
  else goToEvidence(findingKey(news.finding), news.sequence);
}

/** The next step that is evidence of the finding gone to, else of the first finding. */
export function goToNextEvidence(direction: 1 | -1): void {
  const session = currentSession.value;
  if (session === undefined) return;
  const findings = finalFindings(session.data.value.analysis);
  const finding = findings.find((each) => findingKey(each) === chosenFinding.value) ?? findings[0];
  if (finding === undefined) {
    say("no findings");
    return;
  }
  const at = position.value;
  const { evidence } = finding;
  const sequence = direction === 1 ? evidence.find((each) => each > at) : evidence.findLast((each) => each < at);
  if (sequence === undefined) {
    say(`no ${direction === 1 ? "later" : "earlier"} evidence of ${finding.class}`);
    chosenFinding.value = findingKey(finding);
  } else goToEvidence(findingKey(finding), sequence);
}

export function goToMarker(direction: 1 | -1): void {
  void move(`${direction === 1 ? "further" : "earlier"} marker`, async (isCurrent) => {
    const markers = currentSession.value?.data.value.markers ?? [];
    const list = currentSteps.value?.list.value;
    const next = direction === 1 ? list?.beside(position.value, 1) : position.value;
    const row = next === undefined ? undefined : await readRow(next);
    if (row === undefined || !isCurrent()) return undefined;
    const marker =
      direction === 1
        ? markers.find(({ offsetMs }) => offsetMs >= row.offsetMs)
        : markers.findLast(({ offsetMs }) => offsetMs < row.offsetMs);
    return marker === undefined ? undefined : await sequenceAt(exactMoment(marker.offsetMs));
  });
}

/** As typed: "12" or "#12" (a sequence), "1.4s" (an offset), "50%" or a time. */
export function goToTypedMoment(text: string): void {
  const summary = currentSession.value?.data.value.summary;
  if (summary === undefined) return;
  try {
    goToMoment(momentOf(text.trim(), summary, { flag: screenMoment, time: timeFormat.value }));
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    say(momentErrorText(error));
  }
}

/** The last step at or before an offset, ms since session start. */
export function goToOffset(offsetMs: number): void {
  goToMoment(exactMoment(offsetMs));
}

/** Ends one thing at a time: a running search, playing, what is searched for. */
export function endActivity(): void {
  if (runningSearch.value !== undefined) leave();
  else if (!endPlaying()) searchedText.value = undefined;
}

export function showAllObjects(): void {
  chosenUids.value = undefined;
}

/** Only the steps of the object of this step; all again if some are chosen. */
export function chooseStepObject(): void {
  if (chosenUids.value !== undefined) {
    showAllObjects();
    return;
  }
  void move("step of this object", async () => {
    const row = await readRow(position.value);
    if (row?.ref === undefined) say("this step has no object");
    else chosenUids.value = [row.ref.uid];
    return position.value;
  });
}

function goToMoment(moment: Moment): void {
  void move("such moment", () => sequenceAt(moment));
}

async function sequenceAt(moment: Moment): Promise<number | undefined> {
  const sequence = await currentSession.value?.worker.ask("sequenceAt", { moment, uids: chosenUids.value });
  return sequence === 0 ? undefined : sequence;
}

/** Keys come faster than searches end: the same move made meanwhile continues from the result. */
let again: { readonly words: string; times: number } | undefined;

function toNext(wanted: Wanted, direction: 1 | -1): void {
  const words = `${direction === 1 ? "further" : "earlier"} ${wordsFor(wanted)}`;
  if (runningSearch.value?.what === words && again?.words === words) {
    again.times++;
    return;
  }
  void move(words, async (isCurrent) => {
    again = { words, times: 0 };
    const found = await nextWanted(wanted, direction, words, isCurrent);
    const { times } = again;
    // After this move has ended.
    if (found !== undefined && times > 0 && isCurrent()) setTimeout(() => repeat(wanted, direction, times), 0);
    return found;
  });
}

function repeat(wanted: Wanted, direction: 1 | -1, times: number): void {
  toNext(wanted, direction);
  if (again !== undefined) again.times = times - 1;
}

async function nextWanted(wanted: Wanted, direction: 1 | -1, what: string, isCurrent: () => boolean): Promise<number | undefined> {
  const worker = currentSession.value?.worker;
  const uids = chosenUids.value;
  for (let from = position.value + direction; from > 0 && worker !== undefined && isCurrent(); ) {
    const { found, upTo, isEnd } = await worker.ask("seek", { fromSequence: from, direction, wanted, uids });
    if (found !== undefined || isEnd || !isCurrent()) return found;
    runningSearch.value = { what, sequence: upTo };
    from = upTo + direction;
  }
  return undefined;
}

/** Counts moves: one that was followed by another has no effect. */
let moves = 0;

async function move(what: string, find: (isCurrent: () => boolean) => Promise<number | undefined>): Promise<void> {
  leave();
  const number = moves;
  const isCurrent = () => number === moves;
  runningSearch.value = { what, sequence: position.value };
  try {
    const sequence = await find(isCurrent);
    if (!isCurrent()) return;
    batch(() => {
      runningSearch.value = undefined;
      if (sequence === undefined) message.value = `no ${what}`;
      else show(sequence);
    });
  } catch (error) {
    if (!isCurrent()) return;
    runningSearch.value = undefined;
    message.value = errorMessage(error);
  }
}

/** Another move begins: what was under way ends. */
function leave(): void {
  moves++;
  batch(() => {
    runningSearch.value = undefined;
    message.value = undefined;
    chosenFinding.value = undefined;
  });
}

function show(sequence: number): void {
  const frames = currentSession.value?.data.value.summary.frames ?? 0;
  position.value = Math.min(Math.max(sequence, Math.min(1, frames)), frames);
}

function say(text: string): void {
  leave();
  message.value = text;
}
