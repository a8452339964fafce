import { deltaAlong, JsonScanner, type Scan, type ScannedText } from "../../json/json.js";
import type { ObjectRef } from "../../model/kube-object.js";
import { Revision } from "../../model/revision.js";
import { headOfScan } from "../../model/revision-head.js";

/** Of the texts held; a recorder holds them too, so most of it is not taken twice. */
const heldLimitBytes = 64 * 1024 * 1024;

/**
 * Reads revisions as they come in one stream, each beside the last one of its object: what did not change since then need not be looked through
 * again, and what did is known to whoever writes it on (`Revision.change`).
 */
export class LastRevisions {
  readonly #scanner = new JsonScanner();
  readonly #texts = new Map<string, HeldText>();
  #heldBytes = 0;

  /** `bytes` become the revision's own. Throws `SyntaxError` when they are not a JSON object. */
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

  /** Nothing will follow on it. */
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

  /** A guess, at which nothing is read but the keys `uid`, wherever they stand: whoever reads beside it finds out. */
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
/** The uid of an owner may stand before the object's own. */
const maxTries = 3;
