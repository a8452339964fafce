import { findingsAt } from "../../interpret/finding-history.js";
import { printable } from "../../io/printable.js";
import { paintNews } from "../../report/findings/finding-news-line.js";
import { findingNewsText } from "../../report/findings/finding-news-text.js";
import { findingsHeadline } from "../../report/findings/findings-headline.js";
import { findingsText } from "../../report/findings/findings-text.js";
import { objectTitle } from "../../report/replay/object-title.js";
import { type Paint, paintWith } from "../../report/terminal/paint.js";
import { cutMiddle, wrap } from "../../report/terminal/width.js";
import { hiddenAfter } from "../lesson/lesson-shown.js";
import {
  areFindingsKnown,
  findingLog,
  findingNumber,
  findingShown,
  findingsNow,
  hasNews,
  lastToRead,
  newsNow,
  openFailureCount,
  subjectOfStep,
} from "../state/findings-shown.js";
import { isRecording } from "../state/live.js";
import { momentsShown, type PlayerState } from "../state/player-state.js";
import { spread } from "./styled.js";

/** The pane of findings: all that were known at the step shown, with evidence and advice, as `diagnose` prints them. */
export function findingLines(state: PlayerState, columns: number): readonly string[] {
  const { colour, namespaces } = state.session;
  const paint = paintWith(colour);
  const findings = findingsNow(state);
  const reading = areFindingsKnown(state) ? [] : [paint.dim(readingWords(state))];
  const only = state.findings.isOfObjects ? onlyLines(state, columns).map((line) => paint.dim(line)) : [];
  if (findings.length === 0) return reading.length > 0 ? reading : [...noFindingLines(state, paint), ...only];
  const options = { colour, columns, namespaces, isPane: true, programName: "", moments: momentsShown(state) };
  return [...reading, ...findingsText(findings, options).trimEnd().split("\n"), ...only];
}

function onlyLines(state: PlayerState, columns: number): readonly string[] {
  const { diagnoseCommand, namespaces } = state.session;
  const subject = subjectOfStep(state);
  const whose = subject === undefined ? "the object of each step" : objectTitle(subject, namespaces);
  return [
    "",
    ...wrap(
      printable(
        `Only for ${whose} and its owners: the session has too many objects.${diagnoseCommand === undefined ? "" : ` For all, run: ${diagnoseCommand}`}`,
      ),
      columns,
    ),
  ];
}

/** The findings that open or are resolved with the step shown, below the heading of its diff. */
export function newsLines(state: PlayerState, columns: number): readonly string[] {
  const paint = paintWith(state.session.colour);
  return newsNow(state).flatMap((news) =>
    wrap(findingNewsText(news, state.session.namespaces), columns - 2).map((line, i) =>
      paintNews(news, paint, i === 0 ? line : `  ${line}`),
    ),
  );
}

/** One line: the finding that matters most here, and how many there are. Undefined where nothing is wrong. */
export function findingLine(state: PlayerState, paint: Paint): string | undefined {
  const finding = findingShown(state);
  if (finding === undefined) return areFindingsKnown(state) || state.pane === "findings" ? undefined : paint.dim(readingWords(state));
  const news = { kind: finding.resolved ? "resolved" : "opened", finding } as const;
  const words = findingNewsText(news, state.session.namespaces);
  if (state.pane === "findings")
    return paintNews(news, paint, cutMiddle(`[${findingNumber(state, finding)}] ${words}`, state.size.columns));
  const others = openFailureCount(state) - (finding.resolved ? 0 : 1);
  const key = others > 0 ? `  +${others}, 4 lists all` : "  4 shows details";
  const { columns } = state.size;
  return spread(paintNews(news, paint, cutMiddle(words, columns - key.length)), paint.dim(key), columns);
}

/** A step before the first finding says what comes later. */
function noFindingLines(state: PlayerState, paint: Paint): readonly string[] {
  const log = findingLog(state);
  const last = log?.states.at(-1);
  const isWhole = log !== undefined && log.readSequence >= lastToRead(state) && !state.findings.isOfObjects;
  const later = log === undefined || last === undefined || last.sequence <= state.position ? [] : findingsAt(log, last.sequence);
  if (isWhole && hiddenAfter(state.lesson) === undefined && state.filter === undefined && !hasNews(state))
    return [`No findings ${isRecording(state) ? "so far" : "in this session"}.`];
  if (later.length === 0 || hiddenAfter(state.lesson) !== undefined) return ["No findings at this step."];
  const next = hasNews(state) ? "; x goes to the next." : ", none of them of the objects shown.";
  return ["No findings at this step.", "", paint.dim(`${isRecording(state) ? "By now" : "At the end"}: ${findingsHeadline(later)}${next}`)];
}

function readingWords(state: PlayerState): string {
  const read = findingLog(state)?.readSequence ?? 0;
  return `findings: ${read === 0 ? "" : `read up to #${read}, `}reading …`;
}
