import type { CommonRun } from "../common-runs.js";
import { type ObjectHead, scanHead } from "../head.js";
import { IncrementalScan } from "./incremental-scan.js";
import { readTokens, type ScannedText } from "./scanned-text.js";

/** What was read of one revision. */
export interface Scan {
  readonly head: ObjectHead;
  /** For the scan of the object's next revision; undefined where the text is unusual, so that the next one must be read whole. */
  readonly text: ScannedText | undefined;
  /** What it has in common with the previous revision, for `deltaAlong`; undefined where it was read whole. */
  readonly runs: readonly CommonRun[] | undefined;
}

/** Scans the revisions of objects, each along the previous one of its object. Holds the memory of the work: one for each stream, say. */
export class JsonScanner {
  #incremental: IncrementalScan | undefined;

  /** `previous`, which moves on to this text, saves most of the work where little has changed. Undefined for what `scanHead` cannot read. */
  scan(bytes: Uint8Array, previous?: ScannedText): Scan | undefined {
    if (previous !== undefined) {
      this.#incremental ??= new IncrementalScan();
      const runs = this.#incremental.run(previous, bytes);
      if (runs !== undefined) return { head: previous.head, text: previous, runs };
    }
    const head = scanHead(bytes);
    return head && { head, text: readTokens(bytes, head), runs: undefined };
  }
}
