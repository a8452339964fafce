import { KubespyError } from "../../errors.js";
import { BadLine } from "../../recording/format.js";
import type { ArchiveEntry } from "./archive-entry.js";
import type { SkippedMember } from "./skipped-members.js";

/** More than any dump of a cluster holds. */
const maxEntries = 100_000;
/** Of all entries, decompressed: a small archive can hold more than any disk. */
const maxTotalBytes = 8 * 1024 ** 3;

/**
 * The files in a zip or tar archive, streamed: nothing is unpacked to the disk, and little kept. What is beyond a limit, and the rest of an archive that
 * is damaged, is given to `onSkipped`. `name` is what messages call the archive.
 */
export async function* archiveEntries(
  kind: "zip" | "tar",
  source: AsyncIterable<Uint8Array>,
  name: string,
  onSkipped: (skipped: SkippedMember) => void,
): AsyncGenerator<ArchiveEntry, void, void> {
  const entries =
    kind === "zip" ? (await import("./zip-entries.js")).zipEntries(source) : (await import("./tar-entries.js")).tarEntries(source);
  const budget = { bytes: maxTotalBytes };
  let count = 0;
  try {
    for await (const entry of entries) {
      if (++count > maxEntries)
        return onSkipped({ name, reason: `it holds more than ${maxEntries.toLocaleString("en")} files; the others were not read` });
      yield { name: entry.name, bytes: counted(entry.bytes, budget) };
      if (budget.bytes < 0)
        return onSkipped({ name, reason: `it holds more than ${maxTotalBytes / 1024 ** 3} GiB; the rest was not read` });
    }
  } catch (error) {
    // Of the source: interrupted, say.
    if (error instanceof KubespyError || error instanceof BadLine) throw error;
    onSkipped({
      name,
      reason: `the ${kind} archive is damaged, encrypted or cut short: what follows ${count === 1 ? "1 file" : `${count} files`} was not read`,
    });
  }
}

/** Damage ends the reading of an entry as that of any file, and then that of the archive. */
async function* counted(bytes: AsyncIterable<Uint8Array>, budget: { bytes: number }): AsyncGenerator<Uint8Array> {
  try {
    for await (const piece of bytes) {
      budget.bytes -= piece.length;
      if (budget.bytes < 0) throw new BadLine("its archive holds too much");
      yield piece;
    }
  } catch (error) {
    if (error instanceof KubespyError || error instanceof BadLine) throw error;
    throw new BadLine("its archive is damaged, encrypted or cut short here", { cause: error });
  }
}
