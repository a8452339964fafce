import { deltaAlong } from "../../model/delta.js";
import { type OutlinedText, outlined } from "../../model/outline.js";
import { Revision } from "../../model/revision.js";
import { scanHead } from "../../model/revision-head.js";
import { readSuccessor } from "../../model/successor.js";

/** Of the texts held; a recorder holds them too, so most of it is not taken twice. */
const heldLimitBytes = 64 * 1024 * 1024;

/**
 * Reads revisions as they come in one stream, each beside the last one of its object: what did not change since then need not be looked through
 * again, and what did is known to whoever writes it on (`Revision.change`).
 */
export class LastRevisions {
  readonly #texts = new Map<string, OutlinedText>();
  #heldBytes = 0;

  /** `bytes` become the revision's own. Throws `SyntaxError` when they are not a JSON object. */
  read(bytes: Buffer): Revision {
    const last = this.#lastOf(bytes);
    return (last && this.#readIncrementally(last, bytes)) ?? this.#readWhole(bytes);
  }

  /** Nothing will follow on it. */
  forget(uid: string): void {
    this.#heldBytes -= this.#texts.get(uid)?.bytes.length ?? 0;
    this.#texts.delete(uid);
  }

  #readIncrementally(last: OutlinedText, bytes: Buffer): Revision | undefined {
    const base = last.bytes;
    const runs = readSuccessor(last, bytes);
    if (runs === undefined) return undefined;
    this.#heldBytes += bytes.length - base.length;
    return Revision.ofHead(bytes, last.head, () => ({ base, steps: deltaAlong(base, bytes, runs) }));
  }

  #readWhole(bytes: Buffer): Revision {
    const head = scanHead(bytes);
    const revision = head === undefined ? new Revision(bytes) : Revision.ofHead(bytes, head);
    const text = head === undefined ? undefined : outlined(bytes, head);
    this.forget(revision.head.ref.uid);
    if (text !== undefined) this.#hold(text);
    return revision;
  }

  #hold(text: OutlinedText): void {
    this.#texts.set(text.head.ref.uid, text);
    this.#heldBytes += text.bytes.length;
    for (const uid of this.#texts.keys()) {
      if (this.#heldBytes <= heldLimitBytes) return;
      this.forget(uid);
    }
  }

  /** A guess, at which nothing is read but the keys `uid`, wherever they stand: whoever reads beside it finds out. */
  #lastOf(bytes: Buffer): OutlinedText | undefined {
    let at = 0;
    for (let tries = 0; tries < maxTries; tries++) {
      at = bytes.indexOf(uidKey, at) + uidKey.length;
      if (at < uidKey.length) return undefined;
      const text = this.#texts.get(bytes.toString("latin1", at, bytes.indexOf(QUOTE, at)));
      if (text !== undefined) return text;
    }
    return undefined;
  }
}

const uidKey = Buffer.from('"uid":"');
const QUOTE = 0x22;
/** The uid of an owner may stand before the object's own. */
const maxTries = 3;
