import type { NarratedFrame } from "../interpret/interpreted-frame.js";
import { type Actor, programOf } from "../model/actor.js";
import type { ObjectFrame } from "../model/frame.js";

/**
 * Selects the frames that those made whom the words of `--by` name, and remembers whom it saw: field managers and, of an audit log, the user (also one
 * that was impersonated) and the program in the user agent. A word is a name or its beginning, in any case; with `*` and `?` it is a pattern for the
 * whole name. Frames of which nobody is known (gaps, deletions that a watch shows) are not selected.
 */
export class ManagerFilter {
  readonly #words: readonly string[];
  readonly #patterns: readonly RegExp[];
  /** How many frames are by each. */
  readonly #seen = new Map<string, number>();
  #isMatched = false;
  /** Changes of Kubernetes Events that a view leaves out, of which the user is known. */
  #omittedEvents = 0;
  #omittedMatches = 0;

  constructor(words: readonly string[]) {
    this.#words = words;
    this.#patterns = words.map(patternOf);
  }

  takes(frame: NarratedFrame): boolean {
    if (frame.kind === "gap") return false;
    const names = new Set([...frame.by.map(({ manager }) => manager), ...actorNames(frame.frame.actor)]);
    for (const name of names) this.#note(name);
    const isTaken = this.#matchesAny(names);
    this.#isMatched ||= isTaken;
    return isTaken;
  }

  /** A view leaves this change of a Kubernetes Event out: whoever looks for its user is told that. */
  noteOmittedEvent({ actor }: Pick<ObjectFrame, "actor">): void {
    if (actor === undefined) return;
    this.#omittedEvents++;
    if (this.#matchesAny(actorNames(actor))) this.#omittedMatches++;
  }

  #matchesAny(names: Iterable<string>): boolean {
    return [...names].some((name) => this.#patterns.some((pattern) => pattern.test(name)));
  }

  #note(name: string): void {
    const frames = this.#seen.get(name);
    if (frames !== undefined || this.#seen.size < maxNames) this.#seen.set(name, (frames ?? 0) + 1);
  }

  /** For people, once no frame was taken: what was looked for, and who made changes, the most active first. */
  get whyEmpty(): string | undefined {
    if (this.#isMatched) return undefined;
    const words = this.#words.map((word) => `"${word}"`).join(" or ");
    const names = [...this.#seen].sort(([, a], [, b]) => b - a).map(([manager, frames]) => `${manager} (${frames})`);
    const omitted =
      this.#omittedEvents === 0
        ? ""
        : `; changes of Kubernetes Events are left out here (${this.#omittedMatches} of ${this.#omittedEvents} by ${words})`;
    return names.length === 0
      ? `no change by ${words}: no manager and no user is recorded with the changes here${omitted}`
      : `no change by ${words}; the changes here are by ${names.join(", ")}${omitted}`;
  }
}

/** Each of more names made few changes: they are generated. */
const maxNames = 1000;

function actorNames(actor: Actor | undefined): readonly string[] {
  return actor === undefined ? [] : [actor.user, actor.as, programOf(actor)].filter((name) => name !== undefined);
}

function patternOf(word: string): RegExp {
  const escaped = word.replace(/[.+^${}()|[\]\\]/g, "\\$&");
  const isPattern = /[*?]/.test(word);
  return new RegExp(`^${escaped.replace(/\*+/g, ".*").replace(/\?/g, ".")}${isPattern ? "$" : ""}`, "i");
}
