import { qualifiedKind } from "../evidence/qualified-kind.js";
import { type CandidateFinding, missingKeyOf } from "./candidate-finding.js";
import type { Finding } from "./finding.js";
import type { CauseRef } from "./symptom.js";

/** Finds the findings that a `CauseRef` names, by their place in the list. */
export class FindingIndex {
  readonly #byUid = new Map<string, number[]>();
  readonly #byName = new Map<string, number[]>();
  readonly #byController = new Map<string, number[]>();
  readonly #byNamespace = new Map<string, number[]>();
  readonly #byMissingKey = new Map<string, number>();
  readonly #candidates: readonly CandidateFinding[];

  constructor(candidates: readonly CandidateFinding[]) {
    this.#candidates = candidates;
    for (const [i, { finding, missingKey, controllers = [] }] of candidates.entries()) {
      const { uid, namespace, name } = finding.object;
      if (missingKey !== undefined) this.#byMissingKey.set(missingKey, i);
      pushTo(this.#byUid, uid, i);
      if (namespace !== undefined) pushTo(this.#byNamespace, namespace, i);
      pushTo(this.#byName, `${qualifiedKind(finding.object)}/${namespace ?? ""}/${name}`, i);
      for (const controller of controllers) pushTo(this.#byController, controller, i);
    }
  }

  /** What may explain this one, whenever it happened. */
  namedBy({ finding, causedBy = [], missing, controllers = [] }: CandidateFinding): readonly number[] {
    const missingOne = missing === undefined ? undefined : this.#byMissingKey.get(missingKeyOf(missing));
    return [
      ...new Set([
        ...(missingOne === undefined ? [] : [missingOne]),
        ...causedBy.flatMap((ref) => this.#resolve(ref, finding, controllers)),
      ]),
    ];
  }

  #resolve(ref: CauseRef, { object }: Finding, controllers: readonly string[]): readonly number[] {
    switch (ref.kind) {
      case "self":
        return (this.#byUid.get(object.uid) ?? []).filter((i) => this.#isOfClass(i, ref.classes) && this.#isOfContainer(i, ref.container));
      case "owned":
        return (this.#byController.get(object.uid) ?? []).filter((i) => !this.#isOfClass(i, ref.except));
      case "owner":
        return controllers.flatMap((uid) => this.#byUid.get(uid) ?? []).filter((i) => this.#isOfClass(i, ref.classes));
      case "object":
        return (this.#byName.get(`${ref.of}/${ref.namespace ?? ""}/${ref.name}`) ?? []).filter(
          (i) => ref.classes === undefined || this.#isOfClass(i, ref.classes),
        );
      case "inside":
        return (this.#byNamespace.get(ref.namespace) ?? []).filter((i) => this.#isOfClass(i, ref.classes));
      case "uids":
        return ref.uids.flatMap((uid) => this.#byUid.get(uid) ?? []);
    }
  }

  #isOfClass(i: number, classes: readonly string[] = []): boolean {
    return classes.includes(this.#candidates[i]?.finding.class ?? "");
  }

  #isOfContainer(i: number, container: string | undefined): boolean {
    const own = this.#candidates[i]?.finding.container;
    return container === undefined || own === undefined || own === container;
  }
}

export function pushTo<Value>(map: Map<string, Value[]>, key: string, value: Value): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [value]);
  else known.push(value);
}
