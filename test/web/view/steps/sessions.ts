import { createReadStream, readdirSync } from "node:fs";
import { join } from "node:path";
import { analyse } from "../../../../src/interpret/analyse.js";
import { FrameInterpreter, interpreterOptionsOf } from "../../../../src/interpret/frame-interpreter.js";
import type { InterpretedFrame } from "../../../../src/interpret/interpreted-frame.js";
import type { SessionReader } from "../../../../src/model/session.js";
import { openRecording } from "../../../../src/recording/node/open-recording.js";
import { StepAnswers } from "../../../../src/web/view/steps/step-answers.js";
import type { StepRequests } from "../../../../src/web/view/steps/step-requests.js";
import { projectRoot } from "../../../support/program.js";

/** The recordings that come with the program, by name. */
export const bundledNames = readdirSync(join(projectRoot, "recordings"))
  .filter((name) => name.endsWith(".kubespy.gz"))
  .map((name) => name.replace(".kubespy.gz", ""));

export async function openBundled(name: string): Promise<SessionReader> {
  return await openRecording(createReadStream(join(projectRoot, "recordings", `${name}.kubespy.gz`)), { name });
}

export async function answersOf(reader: SessionReader): Promise<StepAnswers> {
  return new StepAnswers(reader, await analyse(reader));
}

/** Every frame of a session as it means when all are read in sequence. */
export async function interpreted(reader: SessionReader): Promise<readonly InterpretedFrame[]> {
  const interpreter = new FrameInterpreter(interpreterOptionsOf(reader.summary.header));
  const frames: InterpretedFrame[] = [];
  for await (const frame of reader.frames()) frames.push(interpreter.interpret(frame));
  return frames;
}

/** All pieces of an answer. */
export async function allSequences(
  answers: StepAnswers,
  frames: number,
  choice: Omit<StepRequests["sequences"]["ask"], "fromSequence">,
): Promise<readonly number[]> {
  const all: number[] = [];
  for (let upTo = 0; upTo < frames; ) {
    const piece = await answers.answer("sequences", { ...choice, fromSequence: upTo + 1 });
    all.push(...piece.sequences);
    upTo = piece.upTo;
  }
  return all;
}

/** The goal of a search, over all of its pieces. */
export async function sought(answers: StepAnswers, ask: StepRequests["seek"]["ask"]): Promise<number | undefined> {
  for (let fromSequence = ask.fromSequence; ; ) {
    const { found, isEnd, upTo } = await answers.answer("seek", { ...ask, fromSequence });
    if (found !== undefined || isEnd) return found;
    fromSequence = upTo + ask.direction;
  }
}
