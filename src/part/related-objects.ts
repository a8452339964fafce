import { backendNames } from "../lifecycle/kinds/ingress.js";
import { itemsAt, textAt, textsAt } from "../model/fields.js";
import { groupOf, type KubeObject, type ObjectRef, type Uid } from "../model/kube-object.js";
import { ownersOf } from "../model/owners.js";

/**
 * Which objects come along with others, as `record` takes them in: what an object owns, at any level; the Services that an Ingress routes to; the
 * Pods and endpoints of a Service; the PersistentVolumeClaims from the templates of a StatefulSet. A relation counts from the first revision that
 * shows it, also after a later one no longer does.
 */
export class RelatedObjects {
  readonly #owned = new Map<string, Set<Uid>>();
  /** By namespace. */
  readonly #pods = new Map<string, Map<Uid, LabelSets>>();
  /** By namespace and the name of their Service. */
  readonly #endpoints = new Map<string, Set<Uid>>();
  readonly #selectors = new Map<Uid, LabelSets>();
  /** By namespace and name. */
  readonly #services = new Map<string, Set<Uid>>();
  readonly #backends = new Map<Uid, Set<string>>();
  readonly #claims = new Map<string, Map<Uid, string>>();
  readonly #claimPrefixes = new Map<Uid, Set<string>>();

  observe(ref: ObjectRef, object: KubeObject): void {
    const { uid, name, namespace = "" } = ref;
    for (const owner of ownersOf(object)) entry(this.#owned, owner.uid, makeSet).add(uid);
    switch (`${ref.kind}.${groupOf(ref.apiVersion)}`) {
      case "Pod.":
        entry(entry(this.#pods, namespace, makeMap<LabelSets>), uid, makeLabelSets).add(textsAt(object, "metadata", "labels"));
        break;
      case "Service.":
        entry(this.#services, place(namespace, name), makeSet).add(uid);
        entry(this.#selectors, uid, makeLabelSets).add(textsAt(object, "spec", "selector"));
        break;
      case "Endpoints.":
        entry(this.#endpoints, place(namespace, name), makeSet).add(uid);
        break;
      case "EndpointSlice.discovery.k8s.io": {
        const service = textAt(object, "metadata", "labels", "kubernetes.io/service-name");
        if (service !== undefined) entry(this.#endpoints, place(namespace, service), makeSet).add(uid);
        break;
      }
      case "Ingress.networking.k8s.io":
        for (const service of backendNames(object)) entry(this.#backends, uid, () => new Set<string>()).add(place(namespace, service));
        break;
      case "PersistentVolumeClaim.":
        entry(this.#claims, namespace, makeMap<string>).set(uid, name);
        break;
      case "StatefulSet.apps":
        for (const template of itemsAt(object, "spec", "volumeClaimTemplates"))
          entry(this.#claimPrefixes, uid, () => new Set<string>()).add(`${textAt(template, "metadata", "name") ?? ""}-${name}-`);
        break;
    }
  }

  /** These objects with all that comes along with them. */
  with(chosen: readonly ObjectRef[], refOf: (uid: Uid) => ObjectRef | undefined): ReadonlySet<Uid> {
    const kept = new Set(chosen.map(({ uid }) => uid));
    const queue = [...chosen];
    for (let ref = queue.pop(); ref !== undefined; ref = queue.pop())
      for (const uid of this.#besides(ref)) {
        if (kept.has(uid)) continue;
        kept.add(uid);
        const related = refOf(uid);
        if (related !== undefined) queue.push(related);
      }
    return kept;
  }

  *#besides({ uid, name, namespace = "" }: ObjectRef): Generator<Uid> {
    yield* this.#owned.get(uid) ?? [];
    for (const service of this.#backends.get(uid) ?? []) yield* this.#services.get(service) ?? [];
    const selector = this.#selectors.get(uid);
    if (selector !== undefined) {
      yield* this.#endpoints.get(place(namespace, name)) ?? [];
      for (const [pod, labels] of this.#pods.get(namespace) ?? []) if (selector.selects(labels)) yield pod;
    }
    const prefixes = this.#claimPrefixes.get(uid);
    if (prefixes !== undefined)
      for (const [claim, claimName] of this.#claims.get(namespace) ?? [])
        for (const prefix of prefixes) if (claimName.startsWith(prefix) && /^\d+$/.test(claimName.slice(prefix.length))) yield claim;
  }
}

/** The labels, or the selector, that one object had over time. */
class LabelSets {
  readonly #all: ReadonlyMap<string, string>[] = [];

  add(labels: ReadonlyMap<string, string>): void {
    const last = this.#all.at(-1);
    if (last === undefined || !(last.size === labels.size && holds(labels, last))) if (this.#all.length < maxSets) this.#all.push(labels);
  }

  /** As a selector: an empty one selects nothing. */
  selects(labels: LabelSets): boolean {
    return this.#all.some((selector) => selector.size > 0 && labels.#all.some((each) => holds(each, selector)));
  }
}

/** Labels change rarely; of an object whose labels do all the time the first are enough. */
const maxSets = 16;

function holds(labels: ReadonlyMap<string, string>, wanted: ReadonlyMap<string, string>): boolean {
  for (const [key, value] of wanted) if (labels.get(key) !== value) return false;
  return true;
}

const makeSet = () => new Set<Uid>();
const makeLabelSets = () => new LabelSets();
function makeMap<Value>(): Map<Uid, Value> {
  return new Map();
}

function entry<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

function place(namespace: string, name: string): string {
  return `${namespace}/${name}`;
}
