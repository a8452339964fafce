import { deltaAlong } from "../../model/delta.js";
import { type OutlinedText, outlined } from "../../model/outline.js";
import { Revision } from "../../model/revision.js";
import { scanHead } from "../../model/revision-head.js";
import { readSuccessor } from "../../model/successor.js";

/** Limit for held texts. The recorder holds most of them too, so most of this memory is shared. */
const heldLimitBytes = 64 * 1024 * 1024;

/**
 * Reads the revisions of one stream, each with an incremental scan against the previous revision of its object: unchanged parts are not
 * scanned again, and the store gets the changed parts for its delta (`Revision.change`).
 */
export class LastRevisions {
  readonly #texts = new Map<string, OutlinedText>();
  #heldBytes = 0;

  /** The revision takes ownership of `bytes`. Throws `SyntaxError` when they are not a JSON object. */
  read(bytes: Buffer): Revision {
    const last = this.#lastOf(bytes);
    return (last && this.#readIncrementally(last, bytes)) ?? this.#readWhole(bytes);
  }

  /** Call when no revision will follow. */
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

  /** Finds the previous revision by the `uid` keys anywhere in the bytes. This is a guess; the incremental scan verifies it. */
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
/** The uid of an owner may come before the uid of the object. */
const maxTries = 3;
