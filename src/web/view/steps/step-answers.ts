import { changesOf } from "../../../interpret/frame-changes.js";
import { interpretAt } from "../../../interpret/interpret-at.js";
import type { InterpretedFrame } from "../../../interpret/interpreted-frame.js";
import type { SessionAnalysis } from "../../../interpret/session-analysis.js";
import { isMeaningful, isWarning } from "../../../interpret/significance.js";
import type { ObjectFrame } from "../../../model/frame.js";
import type { SessionReader } from "../../../model/session.js";
import { gapSentence } from "../../../report/replay/gap-sentence.js";
import { eventSubjectTitle, objectTitle } from "../../../report/replay/object-title.js";
import { yamlLines } from "../../../report/terminal/yaml.js";
import { placesOf, sequenceAt } from "./step-places.js";
import type { StepDetail, StepRequestKind, StepRequests, StepRow } from "./step-requests.js";

/** What of a session is read to answer: from the recording in the page, or by ranges from a server. */
export type StepSource = Pick<SessionReader, "summary" | "frames" | "framesBackward" | "lastFrameOf" | "lastFramesAt" | "lastSequenceBy">;

/** Answers what the page asks about steps of one session. */
export class StepAnswers {
  readonly #source: StepSource;
  readonly #analysis: SessionAnalysis;

  constructor(source: StepSource, analysis: SessionAnalysis) {
    this.#source = source;
    this.#analysis = analysis;
  }

  async answer<K extends StepRequestKind>(kind: K, ask: StepRequests[K]["ask"]): Promise<StepRequests[K]["answer"]> {
    return await this.#answers[kind](ask);
  }

  readonly #answers: { readonly [K in StepRequestKind]: (ask: StepRequests[K]["ask"]) => Promise<StepRequests[K]["answer"]> } = {
    rows: async ({ sequences }) => {
      const rows: StepRow[] = [];
      for (const sequence of sequences) {
        const step = await this.#interpret(sequence);
        if (step !== undefined) rows.push(rowOf(step));
      }
      return rows;
    },
    places: async ({ sequences }) => await placesOf(this.#source, sequences),
    sequenceAt: async (ask) => await sequenceAt(this.#source, ask),
    step: async ({ sequence, noise }) => {
      const step = await this.#interpret(sequence);
      return step === undefined ? undefined : detailOf(step, noise);
    },
  };

  #interpret(sequence: number): Promise<InterpretedFrame | undefined> {
    return interpretAt(this.#source, this.#analysis, sequence);
  }
}

function rowOf(step: InterpretedFrame): StepRow {
  const { sequence, offsetMs, observedAt } = step.frame;
  const place = { sequence, offsetMs, observedAt, kind: step.kind };
  if (step.kind === "gap") {
    const { frame } = step;
    const words = { title: frame.stream, sentence: gapSentence(frame), flags: ["gap"] };
    return { ...place, ...words, isKubeEvent: false, isMeaningful: true, isWarning: isWarning(frame, undefined) };
  }
  const { frame, before, narration } = step;
  const subject = eventSubjectTitle(frame.revision.object);
  return {
    ...place,
    ref: frame.ref,
    title: subject ?? objectTitle(frame.ref),
    isKubeEvent: subject !== undefined,
    sentence: narration.sentence,
    ...(narration.why === undefined ? {} : { why: narration.why }),
    stage: narration.stage,
    ...(narration.from === undefined ? {} : { from: narration.from }),
    flags: flagsOf(frame),
    isMeaningful: isMeaningful(frame, before),
    isWarning: isWarning(frame, before),
  };
}

function flagsOf(frame: ObjectFrame): readonly string[] {
  return [frame.initial && "existed before", frame.inferred && "inferred", frame.repaired && "repaired"].filter(
    (flag) => flag !== undefined,
  );
}

function detailOf(step: InterpretedFrame, noise: boolean): StepDetail {
  const row = rowOf(step);
  if (step.kind === "gap") return { row, changes: [], by: [], yaml: [] };
  const { frame, before, by } = step;
  const { metadata, ...rest } = frame.revision.object;
  const { managedFields, ...shown } = metadata as Record<string, unknown>;
  return {
    row,
    changes: changesOf(frame, before, { noise, kubeEvents: noise }),
    by,
    yaml: yamlLines({ ...rest, metadata: shown }),
    ...(managedFields === undefined ? {} : { managedFields: yamlLines(managedFields) }),
  };
}
