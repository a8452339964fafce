import type { RemovedCount } from "../../model/session-share.js";
import { ObjectSet } from "./object-set.js";

/** What is removed in one place of objects of one kind, for `--preview`. */
export interface ShareRemoval {
  /** "environment variable", "JSON Web Token". */
  readonly what: string;
  /** As `--keep` takes it: "Pod:spec.containers[web].env[DB_HOST].value"; "session:command". */
  readonly where: string;
  /** In how many objects. */
  readonly places: number;
  /** How many different values. */
  readonly values: number;
  /** One of them, masked. */
  readonly example: string;
}

interface Entry {
  readonly what: string;
  readonly where: string;
  readonly objects: ObjectSet;
  readonly values: Set<string>;
  readonly example: string;
}

/** Counts what is removed, without keeping it. */
export class RemovalLog {
  readonly #entries = new Map<string, Entry>();
  readonly #digestOf: (value: string) => string;

  /** `digestOf`: tells values apart. */
  constructor(digestOf: (value: string) => string) {
    this.#digestOf = digestOf;
  }

  add(what: string, where: string, value: string, objects: ObjectSet): void {
    const key = `${what}\n${where}`;
    let entry = this.#entries.get(key);
    if (entry === undefined) {
      entry = { what, where, objects: new ObjectSet(), values: new Set(), example: masked(value) };
      this.#entries.set(key, entry);
    }
    entry.objects.addAll(objects);
    entry.values.add(this.#digestOf(value));
  }

  removals(): readonly ShareRemoval[] {
    const all = [...this.#entries.values()].map(({ what, where, objects, values, example }) => ({
      what,
      where,
      places: objects.size,
      values: values.size,
      example,
    }));
    return all.sort((a, b) => compareTexts(a.what, b.what) || compareTexts(a.where, b.where));
  }

  /** By what they are, the most frequent first. */
  counts(): readonly RemovedCount[] {
    const counts = new Map<string, { places: number; readonly values: Set<string> }>();
    for (const { what: named, objects, values } of this.#entries.values()) {
      const what = withoutNames(named);
      const count = counts.get(what) ?? { places: 0, values: new Set<string>() };
      counts.set(what, count);
      count.places += objects.size;
      for (const value of values) count.values.add(value);
    }
    return [...counts]
      .map(([what, { places, values }]) => ({ what, places, values: values.size }))
      .sort((a, b) => b.places - a.places || compareTexts(a.what, b.what));
  }
}

/** Counts are shared with the file, and names in front of values come from texts: "value of ACME_BANK_TOKEN". */
function withoutNames(what: string): string {
  return what.replace(/value of [\s\S]*$/, "named value");
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The beginning of a long value, so that its owner recognises it, and about how long it is. */
function masked(value: string): string {
  const shown = value.length >= 16 ? value.slice(0, 3).replace(/[^\x20-\x7e]/g, "?") : "";
  return `${shown}*** (${value.length < 16 ? "less than 16" : `about ${2 ** Math.round(Math.log2(value.length))}`} characters)`;
}
