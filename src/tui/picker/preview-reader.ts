import { KubespyError } from "../../errors.js";
import type { Clock } from "../../io/clock.js";
import type { PickerEntry } from "./picker-entry.js";
import { entryToPreview, type PickerState, type PreviewReading } from "./picker-state.js";
import { type PreviewSource, previewOf } from "./session-preview.js";

interface PreviewReaderOptions {
  readonly clock: Clock;
  /** Undefined: it has too many frames. Rejects with `KubespyError` where it cannot be read. */
  readonly read: (entry: PickerEntry, signal: AbortSignal) => Promise<PreviewSource | undefined>;
  readonly onRead: (entry: PickerEntry, reading: PreviewReading) => void;
  readonly onFailure: (error: unknown) => void;
}

/** Whoever holds a key down reads nothing on the way. */
const settleMs = 60;

/** Reads the preview of the session that is selected, one at a time: that of one that is no longer selected is stopped. */
export class PreviewReader {
  readonly #options: PreviewReaderOptions;
  #current: { readonly entry: PickerEntry; readonly stop: AbortController } | undefined;

  constructor(options: PreviewReaderOptions) {
    this.#options = options;
  }

  /** Reads what this state lacks. */
  readFor(state: PickerState): void {
    const entry = entryToPreview(state);
    if (entry === this.#current?.entry) return;
    this.stop();
    if (entry?.summary === undefined) return;
    const stop = new AbortController();
    this.#current = { entry, stop };
    // The first screen does not wait.
    const waitMs = state.previews.size === 0 ? 0 : settleMs;
    this.#read(entry, waitMs, stop.signal).catch(this.#options.onFailure);
  }

  stop(): void {
    this.#current?.stop.abort();
    this.#current = undefined;
  }

  async #read(entry: PickerEntry, waitMs: number, signal: AbortSignal): Promise<void> {
    await this.#options.clock.sleep(waitMs, signal);
    const reading = signal.aborted ? undefined : await this.#readingOf(entry, signal);
    if (signal.aborted || reading === undefined) return;
    this.#current = undefined;
    this.#options.onRead(entry, reading);
  }

  async #readingOf(entry: PickerEntry, signal: AbortSignal): Promise<PreviewReading | undefined> {
    try {
      const read = await this.#options.read(entry, signal);
      if (entry.summary === undefined) return undefined;
      return read === undefined ? { kind: "large" } : { kind: "read", preview: previewOf(read, entry.summary) };
    } catch (error) {
      if (signal.aborted) return undefined;
      if (!(error instanceof KubespyError)) throw error;
      return { kind: "failed", problem: error.message };
    }
  }
}
