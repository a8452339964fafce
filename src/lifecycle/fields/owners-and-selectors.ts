import type { Uid } from "../../model/kube-object.js";
import type { Owner } from "../../model/owners.js";
import { kindKey } from "../kind-key.js";
import { backendNames } from "../kinds/ingress.js";
import type { LivingObject } from "../living-objects.js";
import { itemsAt, textAt, textsAt } from "./fields.js";

/**
 * Below what each object stands: below those that own it, and else below what stands for it without owning it.
 *
 *  - a Pod below a Service whose selector matches it; an EndpointSlice below its Service
 *  - a Service below an Ingress that leads to it
 *  - a claim below the StatefulSet by whose template it was made
 *
 * Returns the owners of each object, real ones first. Selectors are looked up by their first term, so that many Services and very many Pods
 * do not multiply.
 */
export function ownersAndSelectors(objects: readonly LivingObject[]): (object: LivingObject) => readonly Owner[] {
  const services = new Selectors();
  const ingresses = new Map<string, Uid[]>();
  const claims: ClaimTemplates[] = [];
  for (const living of objects) {
    if (living.gone) continue;
    const key = kindKey(living.object);
    if (key === "/Service") services.add(living);
    else if (key === "networking.k8s.io/Ingress")
      for (const name of backendNames(living.object)) addTo(ingresses, placed(living, name), living);
    else if (key === "apps/StatefulSet") claims.push(claimTemplates(living));
  }
  return (living) => [...living.owners, ...standIns(living).map((uid) => ({ uid, controller: false }))];

  function standIns(living: LivingObject): readonly Uid[] {
    switch (living.ref.kind) {
      case "Pod":
        return services.selecting(living);
      case "EndpointSlice":
        return services.named(placed(living, living.labels.get("kubernetes.io/service-name") ?? ""));
      case "Endpoints":
        return services.named(placed(living, living.ref.name));
      case "Service":
        return ingresses.get(placed(living, living.ref.name)) ?? [];
      case "PersistentVolumeClaim":
        return claims.filter((templates) => templates.made(living)).map(({ uid }) => uid);
      default:
        return [];
    }
  }
}

class Selectors {
  readonly #byFirstTerm = new Map<string, { readonly uid: Uid; readonly terms: readonly (readonly [string, string])[] }[]>();
  readonly #byName = new Map<string, Uid[]>();

  add(service: LivingObject): void {
    addTo(this.#byName, placed(service, service.ref.name), service);
    const terms = [...textsAt(service.object, "spec", "selector")];
    const [first] = terms;
    if (first === undefined) return;
    const key = placed(service, first.join("="));
    const known = this.#byFirstTerm.get(key);
    if (known === undefined) this.#byFirstTerm.set(key, [{ uid: service.ref.uid, terms }]);
    else known.push({ uid: service.ref.uid, terms });
  }

  selecting(pod: LivingObject): readonly Uid[] {
    if (this.#byFirstTerm.size === 0) return [];
    return [...pod.labels].flatMap((label) =>
      (this.#byFirstTerm.get(placed(pod, label.join("="))) ?? [])
        .filter(({ terms }) => terms.every(([key, value]) => pod.labels.get(key) === value))
        .map(({ uid }) => uid),
    );
  }

  named(place: string): readonly Uid[] {
    return this.#byName.get(place) ?? [];
  }
}

interface ClaimTemplates {
  readonly uid: Uid;
  made(claim: LivingObject): boolean;
}

/** `data-web-0` was made by template `data` of StatefulSet `web`. */
function claimTemplates({ ref, object }: LivingObject): ClaimTemplates {
  const starts = itemsAt(object, "spec", "volumeClaimTemplates").map((item) => `${textAt(item, "metadata", "name") ?? ""}-${ref.name}-`);
  return {
    uid: ref.uid,
    made: ({ ref: claim }) =>
      claim.namespace === ref.namespace &&
      starts.some((start) => claim.name.startsWith(start) && /^\d+$/.test(claim.name.slice(start.length))),
  };
}

function placed({ ref }: LivingObject, name: string): string {
  return `${ref.namespace ?? ""}/${name}`;
}

function addTo(map: Map<string, Uid[]>, key: string, { ref }: LivingObject): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [ref.uid]);
  else known.push(ref.uid);
}
