/** What a name becomes, and under which conditions. */
export interface NameEntry {
  readonly name: string;
  readonly pseudonym: string;
  /** `always`; `exact`: as written only, because it consists of public words; `shown`: only where a text shows that it is a name; `kept`: it stays. */
  readonly when: "always" | "exact" | "shown" | "kept";
}

export interface NameNode {
  readonly next: Map<string, NameNode>;
  /** By the name as it is written. */
  readonly names: Map<string, NameEntry>;
  /** The first that was added. */
  first?: NameEntry;
}

/** Names by their runs of letters and digits, in small letters: what is between the runs is compared only where two names differ in that alone. */
export class NameTrie {
  readonly root: NameNode = { next: new Map(), names: new Map() };

  add(entry: NameEntry): void {
    let node = this.root;
    for (const run of runsOf(entry.name)) {
      let next = node.next.get(run);
      if (next === undefined) {
        next = { next: new Map(), names: new Map() };
        node.next.set(run, next);
      }
      node = next;
    }
    if (node === this.root) return;
    node.names.set(entry.name, entry);
    node.first ??= entry;
  }
}

export function runsOf(name: string): readonly string[] {
  return name.toLowerCase().match(/[a-z0-9]+/g) ?? [];
}
