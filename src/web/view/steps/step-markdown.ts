import { interpretAt } from "../../../interpret/interpret-at.js";
import type { InterpretedFrame } from "../../../interpret/interpreted-frame.js";
import type { SessionAnalysis } from "../../../interpret/session-analysis.js";
import { keyStepsOf } from "../../../report/issue/key-steps.js";
import { sessionMarkdown } from "../../../report/issue/session-markdown.js";
import { stepMarkdown } from "../../../report/issue/step-markdown.js";
import { namesNamespaces, timeBase } from "../../../report/overview/session-display.js";
import { orUnreadable, type StepSource } from "./step-passes.js";
import type { SessionTexts } from "./step-requests.js";

/** One step to paste into an issue; undefined where there is none that can be read. */
export async function markdownOfStep(source: StepSource, analysis: SessionAnalysis, sequence: number): Promise<string | undefined> {
  const [step] = await readSteps(source, analysis, [sequence]);
  const options = { namespaces: namesNamespaces(source.summary), base: timeBase(source.summary) };
  return step === undefined ? undefined : `${stepMarkdown(step, options).join("\n")}\n`;
}

/** The whole session as `kubespy export --as markdown` writes it. */
export async function markdownOfSession(source: StepSource, texts: SessionTexts): Promise<string> {
  const { analysis } = texts;
  const key = keyStepsOf(analysis);
  const changes = await readSteps(source, analysis, key.changes);
  const events = await readSteps(source, analysis, key.events);
  return sessionMarkdown({ summary: source.summary, changes, events, ...texts });
}

/** Without those that cannot be read. */
async function readSteps(
  source: StepSource,
  analysis: SessionAnalysis,
  sequences: readonly number[],
): Promise<readonly InterpretedFrame[]> {
  const steps: InterpretedFrame[] = [];
  for (const sequence of sequences) {
    const step = await orUnreadable(
      () => interpretAt(source, analysis, sequence),
      () => undefined,
    );
    if (step !== undefined) steps.push(step);
  }
  return steps;
}
