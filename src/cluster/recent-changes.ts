import type { Revision } from "../model/revision.js";
import type { ChangeType } from "../model/watch-event.js";

/** More than a server can deliver again: what lies between a version it forgot that it had sent and the last one sent. */
const mostRemembered = 8192;

/**
 * Remembers which changes were passed on, so that one delivered twice (a resume that starts a step too early, a proxy that repeats)
 * is passed on once. The same change is the same uid, resourceVersion and type; an object without a version is always new.
 */
export class RecentChanges {
  readonly #keys = new Set<string>();

  /** After a list: versions may have begun anew, so older memories prove nothing; what was listed needs no ADDED any more. */
  startFrom(items: readonly Revision[]): void {
    this.#keys.clear();
    for (const item of items.slice(-mostRemembered)) this.isNew("ADDED", item);
  }

  /** True the first time. */
  isNew(type: ChangeType, revision: Revision): boolean {
    const { ref, resourceVersion } = revision.head;
    if (resourceVersion === "") return true;
    // ADDED and MODIFIED of one version tell the same (the wire says ADDED for what enters a selection); its deletion is news.
    const key = `${type === "DELETED" ? "-" : "+"}${resourceVersion} ${ref.uid}`;
    if (this.#keys.has(key)) return false;
    this.#keys.add(key);
    if (this.#keys.size > mostRemembered) this.#forgetOldest();
    return true;
  }

  #forgetOldest(): void {
    for (const oldest of this.#keys) {
      this.#keys.delete(oldest);
      return;
    }
  }
}
