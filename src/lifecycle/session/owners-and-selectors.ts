import { itemsAt, textAt, textsAt } from "../../model/fields.js";
import type { Uid } from "../../model/kube-object.js";
import type { Owner } from "../../model/owners.js";
import { kindKey } from "../fields/kind-key.js";
import { backendNames } from "../kinds/ingress.js";
import type { ObjectState } from "./object-states.js";

/**
 * The parents of each object in the tree that a trace shows: its owners, and objects that use it without owning it:
 *
 *  - a Service of the Pods that its selector matches, and of its EndpointSlices
 *  - an Ingress of the Services that it routes to
 *  - a StatefulSet of the PersistentVolumeClaims created from its templates
 *
 * Owners come first. Selectors are indexed by their first term, so that many Services with many Pods do not multiply.
 */
export function ownersAndSelectors(objects: readonly ObjectState[]): (object: ObjectState) => readonly Owner[] {
  const services = new Selectors();
  const ingresses = new Map<string, Uid[]>();
  const claims: ClaimTemplates[] = [];
  for (const state of objects) {
    if (state.isDeleted) continue;
    const key = kindKey(state.object);
    if (key === "/Service") services.add(state);
    else if (key === "networking.k8s.io/Ingress")
      for (const name of backendNames(state.object)) addTo(ingresses, inNamespace(state, name), state);
    else if (key === "apps/StatefulSet") claims.push(claimTemplates(state));
  }
  return (state) => [...state.owners, ...usersOf(state).map((uid) => ({ uid, controller: false }))];

  function usersOf(state: ObjectState): readonly Uid[] {
    switch (state.ref.kind) {
      case "Pod":
        return services.selecting(state);
      case "EndpointSlice":
        return services.named(inNamespace(state, state.labels.get("kubernetes.io/service-name") ?? ""));
      case "Endpoints":
        return services.named(inNamespace(state, state.ref.name));
      case "Service":
        return ingresses.get(inNamespace(state, state.ref.name)) ?? [];
      case "PersistentVolumeClaim":
        return claims.filter((templates) => templates.created(state)).map(({ uid }) => uid);
      default:
        return [];
    }
  }
}

class Selectors {
  readonly #byFirstTerm = new Map<string, { readonly uid: Uid; readonly terms: readonly (readonly [string, string])[] }[]>();
  readonly #byName = new Map<string, Uid[]>();

  add(service: ObjectState): void {
    addTo(this.#byName, inNamespace(service, service.ref.name), service);
    const terms = [...textsAt(service.object, "spec", "selector")];
    const [first] = terms;
    if (first === undefined) return;
    const key = inNamespace(service, first.join("="));
    const known = this.#byFirstTerm.get(key);
    if (known === undefined) this.#byFirstTerm.set(key, [{ uid: service.ref.uid, terms }]);
    else known.push({ uid: service.ref.uid, terms });
  }

  selecting(pod: ObjectState): readonly Uid[] {
    if (this.#byFirstTerm.size === 0) return [];
    return [...pod.labels].flatMap((label) =>
      (this.#byFirstTerm.get(inNamespace(pod, label.join("="))) ?? [])
        .filter(({ terms }) => terms.every(([key, value]) => pod.labels.get(key) === value))
        .map(({ uid }) => uid),
    );
  }

  named(key: string): readonly Uid[] {
    return this.#byName.get(key) ?? [];
  }
}

interface ClaimTemplates {
  readonly uid: Uid;
  created(claim: ObjectState): boolean;
}

/** `data-web-0` was created from template `data` of StatefulSet `web`. */
function claimTemplates({ ref, object }: ObjectState): ClaimTemplates {
  const starts = itemsAt(object, "spec", "volumeClaimTemplates").map((item) => `${textAt(item, "metadata", "name") ?? ""}-${ref.name}-`);
  return {
    uid: ref.uid,
    created: ({ ref: claim }) =>
      claim.namespace === ref.namespace &&
      starts.some((start) => claim.name.startsWith(start) && /^\d+$/.test(claim.name.slice(start.length))),
  };
}

function inNamespace({ ref }: ObjectState, name: string): string {
  return `${ref.namespace ?? ""}/${name}`;
}

function addTo(map: Map<string, Uid[]>, key: string, { ref }: ObjectState): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [ref.uid]);
  else known.push(ref.uid);
}
