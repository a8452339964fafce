import { KubespyError } from "../../errors.js";
import type { SessionReader } from "../../model/session.js";

/** What a page is meant for: more takes a browser hundreds of megabytes, and seconds for what should be there at once. */
const meantBytes = 50_000_000;
const meantFrames = 200_000;
/** A browser reads the base64 of a recording as one text; none has longer ones than 512 MiB (Chromium). */
const maxRecordingBytes = 400_000_000;

const cutOrOpen = 'cut it with --from, --to, --object or --kind, or view it with "kubespy open SESSION"';

/** How large the recordings of a page are while it is written. */
export class PageSize {
  #bytes = 0;
  readonly #nextStep: string;

  /** `nextStep`: what to do about a page that is too large. */
  constructor(nextStep = cutOrOpen) {
    this.#nextStep = nextStep;
  }

  /** Rejects with `KubespyError` where no browser could read it. */
  async *counted(recording: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    let bytes = 0;
    for await (const chunk of recording) {
      bytes += chunk.length;
      if (bytes > maxRecordingBytes)
        throw new KubespyError("the recording is larger than browsers can read from a page (400 MB)", { hint: this.#nextStep });
      yield chunk;
    }
    this.#bytes += bytes;
  }

  /** Undefined where the page is what pages are meant for. */
  warning(sessions: readonly Pick<SessionReader, "summary">[]): string | undefined {
    const frames = sessions.reduce((sum, { summary }) => sum + summary.frames, 0);
    if (this.#bytes <= meantBytes && frames <= meantFrames) return undefined;
    const size = this.#bytes > meantBytes ? `${Math.round(this.#bytes / 1e6)} MB of recordings` : `${frames} frames`;
    return `this page holds ${size}; pages are meant for at most 50 MB and 200,000 frames, and browsers may be slow: ${this.#nextStep}`;
  }
}
