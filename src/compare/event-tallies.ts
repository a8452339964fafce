import { countOf } from "../lifecycle/event-fields.js";
import { textAt } from "../model/fields.js";
import type { KubeObject, Uid } from "../model/kube-object.js";
import type { EventTally } from "./run.js";

/** Beyond this new Events are not counted: a comparison shows reasons, and there are few of them. */
const mostEvents = 200_000;

/** Adds up Kubernetes Events by what they are about and why. One Event told again counts as often as it says itself. */
export class EventTallies {
  readonly #counts = new Map<string, number>();
  readonly #tallies = new Map<string, EventTally>();

  note(uid: Uid, event: KubeObject): void {
    const known = this.#counts.get(uid);
    if (known === undefined && this.#counts.size >= mostEvents) return;
    const count = Math.max(known ?? 0, countOf(event));
    const about = ["involvedObject", "regarding"].find((field) => textAt(event, field, "kind") !== undefined) ?? "";
    const subject = textAt(event, about, "uid") ?? "";
    const kind = textAt(event, about, "kind") ?? "?";
    const reason = textAt(event, "reason") ?? "Event";
    const key = JSON.stringify([subject, kind, reason]);
    const warning = textAt(event, "type") === "Warning" || this.#tallies.get(key)?.warning === true;
    this.#tallies.set(key, { subject, kind, reason, warning, count: (this.#tallies.get(key)?.count ?? 0) + count - (known ?? 0) });
    this.#counts.set(uid, count);
  }

  all(): readonly EventTally[] {
    return [...this.#tallies.values()];
  }
}
