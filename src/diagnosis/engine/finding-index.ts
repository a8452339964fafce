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

  /**
   * The first `max` of those that this one names as its causes and that `isCause` takes. An object may have thousands of the same class: none is looked
   * at after that.
   */
  causesNamedBy(
    { finding, causedBy = none, missing, controllers = none }: CandidateFinding,
    isCause: (i: number) => boolean,
    max: number,
  ): Indexes {
    const missingOne = missing === undefined ? undefined : this.#missing(missingKeyOf(missing));
    if (missingOne === undefined && causedBy.length === 0) return none;
    const causes: number[] = [];
    const visit = (i: number) => {
      if (isCause(i) && !causes.includes(i)) causes.push(i);
      return causes.length < max;
    };
    let isMore = missingOne === undefined || visit(missingOne);
    for (let at = 0; at < causedBy.length && isMore; at++) isMore = this.#visit(causedBy[at] as CauseRef, finding, controllers, visit);
    return causes;
  }

  /** False as soon as the visitor has enough. */
  #visit(ref: CauseRef, { object }: Finding, controllers: readonly string[], visit: (i: number) => boolean): boolean {
    switch (ref.kind) {
      case "self":
        return this.#of(object.uid).every((i) => !this.#isOfClass(i, ref.classes) || !this.#isOfContainer(i, ref.container) || visit(i));
      case "owned":
        return this.#below(object.uid).every((i) => this.#isOfClass(i, ref.except) || visit(i));
      case "owner":
        return controllers.every((uid) => this.#of(uid).every((i) => !this.#isOfClass(i, ref.classes) || visit(i)));
      case "object": {
        const named = this.#named(nameKey(ref.of, ref.namespace, ref.name));
        return named.every((i) => (ref.classes !== undefined && !this.#isOfClass(i, ref.classes)) || visit(i));
      }
      case "inside":
        return this.#inside(ref.namespace).every((i) => !this.#isOfClass(i, ref.classes) || visit(i));
      case "uids":
        return ref.uids.every((uid) => this.#of(uid).every(visit));
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

const none: readonly never[] = [];

export function pushTo<Value>(map: Map<string, Value[]>, key: string, value: Value): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [value]);
  else known.push(value);
}
