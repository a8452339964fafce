import type { AuditProgress } from "../../app/import/import-audit.js";
import type { OutputStream } from "../../io/streams.js";

const mebibyte = 1024 * 1024;

/** How far the import of audit logs is, on one line of a terminal, which anything else that is written replaces. Writes nothing elsewhere. */
export class ImportProgress {
  readonly #stderr: OutputStream;
  #isShown = false;

  constructor(stderr: OutputStream) {
    this.#stderr = stderr;
  }

  show(progress: AuditProgress): void {
    if (!this.#stderr.isTty) return;
    this.#stderr.write(`\r\u001b[K${progressText(progress)}`);
    this.#isShown = true;
  }

  clear(): void {
    if (this.#isShown) this.#stderr.write("\r\u001b[K");
    this.#isShown = false;
  }
}

function progressText({ readBytes, events, changes, frames }: AuditProgress): string {
  const read = `${events.toLocaleString("en")} audit events (${Math.round(readBytes / mebibyte).toLocaleString("en")} MiB), ${changes.toLocaleString("en")} changes`;
  return frames === undefined ? `read ${read}` : `read ${read}; ${frames.toLocaleString("en")} frames stored`;
}
