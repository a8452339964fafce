import { compare } from "../../app/compare.js";
import type { OpenLesson } from "../../app/lesson/open-lesson.js";
import { findingsAt } from "../../interpret/finding-history.js";
import { interpretAt } from "../../interpret/interpret-at.js";
import type { StopPane } from "../../lesson/lesson.js";
import { assertNever } from "../../model/assert-never.js";
import type { ObjectFrame } from "../../model/frame.js";
import { beginsObject, matchesObject } from "../../replay/choose-objects.js";
import { stateAt } from "../../replay/state-at.js";
import { comparisonText } from "../../report/comparison/comparison-text.js";
import { findingsText } from "../../report/findings/findings-text.js";
import { namesNamespaces, timeBase } from "../../report/overview/session-display.js";
import { ReplayText } from "../../report/replay/replay-text.js";
import { worldText } from "../../report/replay/world-text.js";
import type { CommandContext } from "../common/context.js";
import { renderOptionsOf } from "../common/render-options.js";

/** What of a recording is shown. */
interface ShownMoment {
  readonly sequence: number;
  readonly pane: StopPane;
  /** As `--object` takes them; none: all. */
  readonly objects?: readonly string[];
}

/** A moment of a lesson's recording as text: its step as `replay` prints it, and what the stop shows besides. */
export async function lessonEvidence(open: OpenLesson, moment: ShownMoment, context: CommandContext): Promise<string> {
  const { summary } = open.session;
  const options = { ...renderOptionsOf(context.streams.stdout), namespaces: namesNamespaces(summary) };
  const step = await interpretAt(open.session, open.analysis, moment.sequence);
  const shown = step && new ReplayText({ ...options, base: timeBase(summary) }).step(step, { full: moment.pane === "object" });
  const more = await paneText(open, moment, context);
  return [shown ?? "", ...(more === undefined ? [] : [`\n${more}`])].map((text) => text.trimEnd()).join("\n");
}

/** What the pane of a stop shows beside the step; undefined where that is the step itself. */
async function paneText(open: OpenLesson, moment: ShownMoment, context: CommandContext): Promise<string | undefined> {
  const { session, reference, analysis, baseline } = open;
  const options = { ...renderOptionsOf(context.streams.stdout), namespaces: namesNamespaces(session.summary) };
  switch (moment.pane) {
    case "diff":
    case "object":
      return undefined;
    case "world":
      return await worldOf(open, moment, options);
    case "findings":
      return findingsText(findingsAt(analysis.findings, moment.sequence), { ...options, programName: context.programName, reference });
    case "comparison":
      return baseline && comparisonText(await compare(baseline, session, { signal: context.interrupt }), options);
    default:
      return assertNever(moment.pane);
  }
}

/** More lines than anybody reads. */
const maxObjects = 100;

async function worldOf(
  { session }: OpenLesson,
  { sequence, objects = [] }: ShownMoment,
  options: { readonly colour: boolean; readonly namespaces: boolean },
): Promise<string> {
  const { living } = await stateAt(session, sequence);
  const isChosen = (ref: ObjectFrame["ref"]) =>
    objects.length === 0 || objects.some((word) => matchesObject(word, ref) || beginsObject(word, ref));
  const chosen = living.filter(({ isKubeEvent, ref }) => !isKubeEvent && isChosen(ref));
  const frames: ObjectFrame[] = [];
  for (const object of chosen.slice(-maxObjects)) frames.push(await object.frame());
  const kubeEvents = living.filter(({ isKubeEvent }) => isKubeEvent).length;
  return worldText(frames, { ...options, more: chosen.length - frames.length, kubeEvents });
}
