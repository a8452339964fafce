import { analyse } from "../../src/interpret/analyse.js";
import { FrameInterpreter, interpreterOptionsOf } from "../../src/interpret/frame-interpreter.js";
import type { SessionReader } from "../../src/model/session.js";

/** What a session means, as JSON: the same wherever it is computed. */
export async function interpretationOf(reader: SessionReader): Promise<string> {
  const interpreter = new FrameInterpreter(interpreterOptionsOf(reader.summary.header));
  const steps: unknown[] = [];
  for await (const frame of reader.frames()) {
    const { frame: _, ...meaning } = interpreter.interpret(frame);
    steps.push(meaning);
  }
  const world = (await reader.lastFramesAt(reader.summary.frames)).map(({ ref, revision }) => ({ ref, object: revision.object }));
  return JSON.stringify({ steps, world, analysis: await analyse(reader) });
}
