import { type CandidateFinding, missingKeyOf, nameKey } from "./candidate-finding.js";
import type { Finding } from "./finding.js";
import type { CauseRef } from "./symptom.js";

type Indexes = readonly number[];

/** Finds the findings that a `CauseRef` names, by their place in the list. Each index is made when it is first needed: most findings name nothing. */
export class FindingIndex {
  #byUid: Map<string, number[]> | undefined;
  #byName: Map<string, number[]> | undefined;
  #byController: Map<string, number[]> | undefined;
  #byNamespace: Map<string, number[]> | undefined;
  #byMissingKey: Map<string, number> | undefined;
  readonly #candidates: readonly CandidateFinding[];

  constructor(candidates: readonly CandidateFinding[]) {
    this.#candidates = candidates;
  }

  /** What may explain this one, whenever it happened. */
  namedBy({ finding, causedBy = [], missing, controllers = [] }: CandidateFinding): Indexes {
    const missingOne = missing === undefined ? undefined : this.#missing(missingKeyOf(missing));
    if (missingOne === undefined && causedBy.length === 0) return none;
    const [only] = causedBy;
    if (missingOne === undefined && causedBy.length === 1 && (only?.kind === "self" || only?.kind === "object"))
      return this.#resolve(only, finding, controllers);
    const named = new Set<number>(missingOne === undefined ? [] : [missingOne]);
    for (const ref of causedBy) for (const i of this.#resolve(ref, finding, controllers)) named.add(i);
    return named.size === 0 ? none : [...named];
  }

  #resolve(ref: CauseRef, { object }: Finding, controllers: readonly string[]): Indexes {
    switch (ref.kind) {
      case "self":
        return this.#of(object.uid).filter((i) => this.#isOfClass(i, ref.classes) && this.#isOfContainer(i, ref.container));
      case "owned":
        return this.#below(object.uid).filter((i) => !this.#isOfClass(i, ref.except));
      case "owner":
        return controllers.flatMap((uid) => this.#of(uid)).filter((i) => this.#isOfClass(i, ref.classes));
      case "object": {
        const named = this.#named(nameKey(ref.of, ref.namespace, ref.name));
        return ref.classes === undefined ? named : named.filter((i) => this.#isOfClass(i, ref.classes));
      }
      case "inside":
        return this.#inside(ref.namespace).filter((i) => this.#isOfClass(i, ref.classes));
      case "uids":
        return ref.uids.flatMap((uid) => this.#of(uid));
    }
  }

  #of(uid: string): Indexes {
    this.#byUid ??= this.#indexed(({ finding }) => finding.object.uid);
    return this.#byUid.get(uid) ?? none;
  }

  #named(key: string): Indexes {
    this.#byName ??= this.#indexed((candidate) => candidate.nameKey);
    return this.#byName.get(key) ?? none;
  }

  #inside(namespace: string): Indexes {
    this.#byNamespace ??= this.#indexed(({ finding }) => finding.object.namespace);
    return this.#byNamespace.get(namespace) ?? none;
  }

  #below(controller: string): Indexes {
    if (this.#byController === undefined) {
      this.#byController = new Map();
      for (const [i, { controllers = [] }] of this.#candidates.entries())
        for (const above of controllers) pushTo(this.#byController, above, i);
    }
    return this.#byController.get(controller) ?? none;
  }

  #missing(key: string): number | undefined {
    if (this.#byMissingKey === undefined) {
      this.#byMissingKey = new Map();
      for (const [i, { missingKey }] of this.#candidates.entries()) if (missingKey !== undefined) this.#byMissingKey.set(missingKey, i);
    }
    return this.#byMissingKey.get(key);
  }

  #indexed(keyOf: (candidate: CandidateFinding) => string | undefined): Map<string, number[]> {
    const index = new Map<string, number[]>();
    for (let i = 0; i < this.#candidates.length; i++) {
      const key = keyOf(this.#candidates[i] as CandidateFinding);
      if (key !== undefined) pushTo(index, key, i);
    }
    return index;
  }

  #isOfClass(i: number, classes: readonly string[] = []): boolean {
    return classes.includes(this.#candidates[i]?.finding.class ?? "");
  }

  #isOfContainer(i: number, container: string | undefined): boolean {
    const own = this.#candidates[i]?.finding.container;
    return container === undefined || own === undefined || own === container;
  }
}

const none: Indexes = [];

export function pushTo<Value>(map: Map<string, Value[]>, key: string, value: Value): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [value]);
  else known.push(value);
}
