import { DerivedTimes } from "../../importing/derived-times.js";
import type { ForeignList, ForeignState } from "../../importing/foreign-change.js";
import { ForeignHistory } from "../../importing/foreign-history.js";
import { ForeignReader } from "../../importing/foreign-reader.js";
import { refusalOf } from "../../importing/form/input-form.js";
import { systemClock } from "../../io/clock.js";
import { BadLine } from "../../recording/format.js";
import { ForeignSession } from "./foreign-session.js";
import type { Imported, ImportOptions } from "./import-recording.js";
import { RefusedInput } from "./refused-input.js";

interface ImportForeignOptions extends ImportOptions {
  /** The first bytes of the input, to say what it is where it holds nothing. */
  readonly beginning: Uint8Array;
}

/**
 * Imports what kubectl or the older kubespy wrote. Such input has no arrival times, so the times come from the objects. What cannot be read is left
 * out, with a warning; an input that is cut short is kept up to there, as an interrupted session. Rejects with `KubespyError` when there is nothing to
 * keep.
 */
export async function importForeign(bytes: AsyncIterable<Uint8Array>, name: string, options: ImportForeignOptions): Promise<Imported> {
  const times = new DerivedTimes((options.clock ?? systemClock).wallMs());
  const history = new ForeignHistory(times);
  const session = new ForeignSession(name, options, () => times.startedAt);
  try {
    const read = await readForeignInput(bytes, name, options, async (change) => {
      for (const frame of history.take(await session.redacted(change))) await session.append(frame);
    });
    for (const frame of history.end()) await session.append(frame);
    const imported = await session.finish({ complete: read.damage === undefined, omissions: read.omissions });
    if (imported === undefined) throw new RefusedInput(name, refusalOf(options.beginning, name), read.damage ?? read.firstProblem);
    if (read.damage !== undefined) options.onWarning?.(`${name}: ${read.damage}; everything before it is kept`);
    return imported;
  } catch (error) {
    await session.discard();
    throw error;
  }
}

/** What reading an input showed, besides changes. */
interface ForeignInput {
  /** Where it is cut short, or its compression damaged. */
  readonly damage?: string | undefined;
  readonly omissions: readonly string[];
  readonly firstProblem?: string | undefined;
}

/** Reads one input to its end, or to where its compression is damaged. Warns of what was left out. */
export async function readForeignInput(
  bytes: AsyncIterable<Uint8Array>,
  name: string,
  { signal, onWarning }: Pick<ImportOptions, "signal" | "onWarning">,
  take: (change: ForeignState | ForeignList) => Promise<void>,
): Promise<ForeignInput> {
  const reader = new ForeignReader();
  let broken: string | undefined;
  try {
    for await (const piece of bytes) {
      for await (const change of reader.push(piece)) await take(change);
      signal?.throwIfAborted();
    }
  } catch (error) {
    if (!(error instanceof BadLine)) throw error;
    broken = error.message;
  }
  for await (const change of reader.finish()) await take(change);
  const { damage, warnings, omissions, firstProblem } = reader.end();
  for (const warning of warnings) onWarning?.(`${name}: ${warning}`);
  return { damage: broken ?? damage, omissions, firstProblem };
}
