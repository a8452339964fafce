import { shareSessions } from "../../../src/app/share/share-sessions.js";
import { KubespyError } from "../../../src/errors.js";
import type { Frame } from "../../../src/model/frame.js";
import type { SessionReader } from "../../../src/model/session.js";
import { type ShareLevel, shareLevels } from "../../../src/model/session-share.js";
import { openRecording } from "../../../src/recording/node/open-recording.js";
import { asyncPieces, ensure, type FuzzTarget } from "../fuzz-target.js";
import { unlessRefused } from "../refused-by.js";
import { ensureReadsBack, recording } from "./recording.js";

/** A recording file that is shared at any level. */
export const share: FuzzTarget = {
  ...recording,
  name: "share",
  maxBytes: 128 * 1024,
  async read(input) {
    const reader = await unlessRefused(openRecording(asyncPieces(input), { name: "fuzzed.kubespy" }));
    if (reader === undefined) return "refused";
    const level = shareLevels[input.length % shareLevels.length] ?? "secrets";
    try {
      return (await sharedTwice(reader, level)) ? "accepted" : "refused";
    } finally {
      await reader.close();
    }
  },
};

async function sharedTwice(reader: SessionReader, level: ShareLevel): Promise<boolean> {
  const once = await unlessRefused(proven(reader, level));
  if (once === undefined) return false;
  try {
    const [session] = once.sessions;
    ensure(session !== undefined, "each session that is shared has a shared one");
    const frames = await framesOf(session);
    ensure(frames.length === (await framesOf(reader)).length, "a share has every frame");
    await ensureReadsBack(session, frames);
    const twice = await proven(session, level);
    const [again] = twice.sessions;
    ensure(again !== undefined, "what was shared can be shared again");
    const facts = (await framesOf(again)).map(factsOf);
    for (const [i, frame] of frames.entries())
      ensure(factsOf(frame) === facts[i], `sharing again at ${level} changes no frame: ${facts[i]}`);
    await twice.close();
  } finally {
    await once.close();
  }
  return true;
}

/** A share whose own proof finds something left is no refusal of the input. */
async function proven(reader: SessionReader, level: ShareLevel) {
  try {
    return await shareSessions([reader], { level, key: new Uint8Array(32).fill(7) });
  } catch (error) {
    if (error instanceof KubespyError) ensure(!error.message.includes("is still there"), `the proof of a share holds: ${error.message}`);
    throw error;
  }
}

async function framesOf(session: SessionReader): Promise<readonly Frame[]> {
  const frames: Frame[] = [];
  for await (const frame of session.frames()) frames.push(frame);
  return frames;
}

/** Digests of Secret values are made anew by each share. */
function factsOf(frame: Frame): string {
  const text = frame.kind === "gap" ? (frame.reason ?? "") : frame.revision.text;
  return `${frame.kind} ${frame.offsetMs} ${text.replace(/kubespy:hmac-sha256:[0-9a-f]{16}/g, "digest")}`.slice(0, 100_000);
}
