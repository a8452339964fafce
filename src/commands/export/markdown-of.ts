import { analysisOf } from "../../app/sessions/derived/derived-session.js";
import { interpretAt } from "../../interpret/interpret-at.js";
import type { InterpretedFrame } from "../../interpret/interpreted-frame.js";
import { type MomentFormat, offsetFormat } from "../../io/moment-format.js";
import type { SessionReader } from "../../model/session.js";
import { keyStepsOf } from "../../report/issue/key-steps.js";
import { sessionMarkdown } from "../../report/issue/session-markdown.js";
import { verdictOf } from "../../report/verdict/verdict.js";
import type { CommandContext } from "../common/context.js";

/** A session as a comment on an issue. `warnings`: what of it could not be read. Rejects when it is interrupted. */
export async function* markdownOf(
  session: SessionReader,
  warnings: readonly string[],
  { interrupt }: Pick<CommandContext, "interrupt">,
  moments: MomentFormat = offsetFormat,
): AsyncGenerator<string> {
  const analysis = await analysisOf(session, interrupt);
  interrupt.throwIfAborted();
  const stepsAt = async (sequences: readonly number[]) => {
    const steps: InterpretedFrame[] = [];
    for (const sequence of sequences) {
      const step = await interpretAt(session, analysis, sequence);
      if (step !== undefined) steps.push(step);
    }
    return steps;
  };
  const key = keyStepsOf(analysis);
  const { summary } = session;
  yield sessionMarkdown({
    summary,
    analysis,
    verdict: verdictOf(summary, analysis, moments),
    markers: await session.markers(),
    changes: await stepsAt(key.changes),
    events: await stepsAt(key.events),
    warnings,
    moments,
    file: `${summary.header.name}.kubespy.gz`,
  });
}
