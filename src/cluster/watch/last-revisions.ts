import { deltaAlong, JsonScanner, type Scan, type ScannedText } from "../../json/json.js";
import type { ObjectRef } from "../../model/kube-object.js";
import { Revision } from "../../model/revision.js";
import { headOfScan } from "../../model/revision-head.js";

/** Limit for held texts. The recorder holds most of them too, so most of this memory is shared. */
const heldLimitBytes = 64 * 1024 * 1024;

/**
 * Reads the revisions of one stream, each with an incremental scan against the previous revision of its object: unchanged parts are not
 * scanned again, and the store gets the changed parts for its delta (`Revision.change`).
 */
export class LastRevisions {
  readonly #scanner = new JsonScanner();
  readonly #texts = new Map<string, HeldText>();
  #heldBytes = 0;

  /** The revision takes ownership of `bytes`. Throws `SyntaxError` when they are not a JSON object. */
  read(bytes: Buffer): Revision {
    const last = this.#lastOf(bytes);
    const base = last?.text.bytes;
    const scan = this.#scanner.scan(bytes, last?.text);
    if (last === undefined || base === undefined || scan?.runs === undefined) return this.#readWhole(bytes, scan);
    const { head, runs } = scan;
    this.#heldBytes += bytes.length - base.length;
    return Revision.ofHead(bytes, { ref: last.ref, resourceVersion: head.resourceVersion ?? "" }, () => ({
      base,
      steps: deltaAlong(base, bytes, runs),
    }));
  }

  /** Call when no revision will follow. */
  forget(uid: string): void {
    this.#heldBytes -= this.#texts.get(uid)?.text.bytes.length ?? 0;
    this.#texts.delete(uid);
  }

  #readWhole(bytes: Buffer, scan: Scan | undefined): Revision {
    const revision = scan === undefined ? new Revision(bytes) : Revision.ofHead(bytes, headOfScan(scan.head));
    const { ref } = revision.head;
    this.forget(ref.uid);
    if (scan?.text !== undefined) this.#hold({ text: scan.text, ref });
    return revision;
  }

  #hold(held: HeldText): void {
    this.#texts.set(held.ref.uid, held);
    this.#heldBytes += held.text.bytes.length;
    for (const uid of this.#texts.keys()) {
      if (this.#heldBytes <= heldLimitBytes) return;
      this.forget(uid);
    }
  }

  /** Finds the previous revision by the `uid` keys anywhere in the bytes. This is a guess; the incremental scan verifies it. */
  #lastOf(bytes: Buffer): HeldText | undefined {
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

interface HeldText {
  readonly text: ScannedText;
  readonly ref: ObjectRef;
}

const uidKey = Buffer.from('"uid":"');
const QUOTE = 0x22;
/** The uid of an owner may come before the uid of the object. */
const maxTries = 3;
