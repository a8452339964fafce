import type { ObjectRef } from "../../model/kube-object.js";
import { Revision } from "../../model/revision.js";
import type { AuditTarget } from "./audit-request.js";
import type { AuditSpool } from "./audit-spool.js";

/** What is known of an object at a moment of the history. */
export interface KnownState {
  readonly ref: ObjectRef;
  readonly resourceVersion: string;
  /** Of its last state in the spool. */
  readonly body: number;
  readonly isGone?: true;
}

/** The last state of every object, and which object has a name: in the spool, because a log can be about more objects than memory holds. */
export class KnownStates {
  readonly #spool: AuditSpool;

  constructor(spool: AuditSpool) {
    this.#spool = spool;
  }

  ofUid(uid: string): KnownState | undefined {
    const text = this.#spool.remembered(`uid ${uid}`);
    return text === undefined ? undefined : (JSON.parse(text) as KnownState);
  }

  /** The object that has this name now. */
  ofTarget(target: AuditTarget): KnownState | undefined {
    const uid = target.name === undefined ? undefined : this.#spool.remembered(nameKey(target));
    const known = uid === undefined ? undefined : this.ofUid(uid);
    return known?.isGone ? undefined : known;
  }

  revision({ body }: KnownState): Revision {
    const bytes = this.#spool.body(body);
    if (bytes === undefined) throw new RangeError("a state that was not kept");
    return new Revision(bytes);
  }

  set(target: AuditTarget, state: KnownState): void {
    this.#spool.remember(`uid ${state.ref.uid}`, JSON.stringify(state));
    if (!state.isGone) this.#spool.remember(nameKey({ ...target, name: state.ref.name }), state.ref.uid);
  }
}

/** Whatever the version of its API is. */
function nameKey({ group, resource, namespace = "", name = "" }: AuditTarget): string {
  return `name ${group}/${resource}/${namespace}/${name}`;
}
