import { countOf, eventSubject } from "../lifecycle/fields/kube-event.js";
import { textAt } from "../model/fields.js";
import type { KubeObject, Uid } from "../model/kube-object.js";
import type { EventTally } from "./run.js";

/** Beyond this new Events are not counted: a comparison shows reasons, and there are few of them. */
const maxEvents = 200_000;

/** Adds up Kubernetes Events by what they are about and why. One Event told again counts as often as it says itself. */
export class EventTallies {
  readonly #counts = new Map<string, number>();
  readonly #tallies = new Map<string, EventTally>();

  /** `found`: it was there when recording began. */
  note(uid: Uid, event: KubeObject, found: boolean): void {
    const known = this.#counts.get(uid);
    if (known === undefined && this.#counts.size >= maxEvents) return;
    const count = Math.max(known ?? 0, countOf(event));
    const { uid: subject = "", kind = "?" } = eventSubject(event) ?? {};
    const reason = textAt(event, "reason") ?? "Event";
    const key = JSON.stringify([subject, kind, reason]);
    const told = this.#tallies.get(key) ?? { subject, kind, reason, warning: false, count: 0, before: 0 };
    const warning = textAt(event, "type") === "Warning" || told.warning;
    const before = told.before + (found && known === undefined ? count : 0);
    this.#tallies.set(key, { ...told, warning, count: told.count + count - (known ?? 0), before });
    this.#counts.set(uid, count);
  }

  all(): readonly EventTally[] {
    return [...this.#tallies.values()];
  }
}
