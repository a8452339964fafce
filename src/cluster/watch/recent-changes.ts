import { compareResourceVersions } from "../../model/resource-version.js";
import type { Revision } from "../../model/revision.js";
import type { ChangeType } from "../../model/watch-event.js";

/** More than a server can deliver again after a resume. */
const maxRemembered = 8192;

/**
 * Remembers which changes were passed on, so that one delivered twice (a resume that starts too early, a proxy that repeats) is passed on
 * once. Changes are the same if uid, resourceVersion and type are; an object without a version is always new.
 *
 * A version above all others is new as well: versions grow along a stream, so one comparison settles almost every change, and only changes
 * out of order are searched for.
 */
export class RecentChanges {
  /** A ring buffer. */
  #changes: RecentChange[] = [];
  #oldest = 0;
  #newestVersion = "0";

  /** After a list, versions may have restarted, so earlier changes prove nothing; listed objects need no ADDED. */
  startFrom(items: readonly Revision[]): void {
    this.#changes = [];
    this.#oldest = 0;
    this.#newestVersion = "0";
    for (const item of items.slice(-maxRemembered)) this.#remember(changeOf("ADDED", item));
  }

  /** True the first time. */
  isNew(type: ChangeType, revision: Revision): boolean {
    const change = changeOf(type, revision);
    if (change.version === "") return true;
    if (!this.#isNewest(change.version) && this.#changes.some((other) => isSame(other, change))) return false;
    this.#remember(change);
    return true;
  }

  #isNewest(version: string): boolean {
    return (compareResourceVersions(version, this.#newestVersion) ?? -1) > 0;
  }

  #remember(change: RecentChange): void {
    if (this.#isNewest(change.version)) this.#newestVersion = change.version;
    this.#changes[this.#oldest] = change;
    this.#oldest = (this.#oldest + 1) % maxRemembered;
  }
}

interface RecentChange {
  readonly version: string;
  readonly uid: string;
  /** ADDED and MODIFIED of one version are the same change (the server sends ADDED for what enters a selection); a deletion is another. */
  readonly deleted: boolean;
}

function changeOf(type: ChangeType, revision: Revision): RecentChange {
  const { ref, resourceVersion } = revision.head;
  return { version: resourceVersion, uid: ref.uid, deleted: type === "DELETED" };
}

function isSame(a: RecentChange, b: RecentChange): boolean {
  return a.version === b.version && a.deleted === b.deleted && a.uid === b.uid;
}
