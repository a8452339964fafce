import { type EventSubject, eventSubject, isKubeEvent } from "../lifecycle/fields/kube-event.js";
import { backendNames } from "../lifecycle/kinds/ingress.js";
import { groupOf, type KubeObject, type ObjectRef, type OwnerReference } from "../model/kube-object.js";
import { RecentSet } from "../model/recent.js";
import type { Revision } from "../model/revision.js";
import type { Target } from "../model/target.js";
import type { StreamPlan } from "./scope-plan.js";

/** Whether an object belongs to the recording. `undecided`: its owner has not arrived on another stream yet; ask again. */
export type MembershipVerdict = "in" | "out" | "undecided";

/** Where an object comes from. */
interface Provenance {
  /** It is part of the first list of its stream. */
  readonly initial: boolean;
  /** The stream uses the selectors of its targets, so every object on it was requested. */
  readonly matchesSelectors: boolean;
  /** The id of the stream. */
  readonly stream?: string;
}

/**
 * Of so many deleted members, the latest, it is known that they belonged: Events about them and what they own can arrive later. Where more objects than
 * that are deleted between a deletion and such an arrival, it is not recorded, unless it belongs for another reason.
 */
const maxDeleted = 2048;
/** Nothing depends on a Kubernetes Event, and there are many: they are remembered apart, for what is sent twice. */
const maxDeletedEvents = 1024;

/**
 * Decides which objects belong. The rules, first match wins:
 *
 * 1. From the own stream of a target (by name, selectors or whole), or of a type added with `--with`: in.
 * 2. In before: in until it is deleted, even if its labels and owners change.
 * 3. One of its owners is in: in.
 * 4. A Service that a recorded Ingress routes to; an EndpointSlice or a Pod of a recorded Service: in.
 * 5. A PersistentVolumeClaim from a template of a recorded StatefulSet (it has no owner reference): in.
 * 6. A Kubernetes Event about an object that is in, or about a target by kind and name (its first Events may arrive before it): in.
 * 7. Its owner, or the object that the Event is about, may still turn out to be in: undecided.
 * 8. Else: out.
 *
 * The first two rules need only the head of a revision: recording a whole kind parses nothing.
 *
 * Only objects that exist are remembered, and the last that were deleted: a recording may last for months.
 */
export class Membership {
  readonly #targets: readonly Target[];
  readonly #watchedKinds: ReadonlySet<string>;
  readonly #wholeKinds: ReadonlySet<string>;
  readonly #members = new Set<string>();
  /** Members that were deleted: they select nothing any more, but what they own still belongs. */
  readonly #deletedMembers = new RecentSet<string>(maxDeleted);
  readonly #deletedEvents = new RecentSet<string>(maxDeletedEvents);
  /** Objects that are out, with the stream that showed them. */
  readonly #outsiders = new Map<string, string | undefined>();
  readonly #services = new Map<string, ServiceScope>();
  /** The Services that each recorded Ingress routes to, by namespace and name. */
  readonly #backends = new Map<string, Backends>();
  /** For each recorded StatefulSet, the name prefixes of its claims. */
  readonly #claims = new Map<string, Claims>();
  /** Objects that no recorded Service or Ingress selects so far. Kept only if a target is one of these, because its selector may change. */
  readonly #deferred = new Map<string, Revision>();
  readonly #deferredKinds: ReadonlySet<string>;
  #selections = 0;
  /** An Event that waits for its object is judged again with every arrival. */
  readonly #subjects = new WeakMap<KubeObject, Partial<EventSubject>>();

  constructor(targets: readonly Target[], streams: readonly StreamPlan[]) {
    this.#targets = targets;
    this.#watchedKinds = new Set(streams.map((plan) => kindKey(plan.type.group, plan.type.kind)));
    this.#wholeKinds = new Set(streams.filter((plan) => plan.purpose === "with").map((plan) => kindKey(plan.type.group, plan.type.kind)));
    const isTargeted = (kind: string, group: string) => targets.some(({ type }) => type.kind === kind && type.group === group);
    if (isTargeted("Ingress", "networking.k8s.io")) this.#deferredKinds = new Set(["Service", "EndpointSlice", "Pod"]);
    else this.#deferredKinds = new Set(isTargeted("Service", "") ? ["Pod"] : []);
  }

  decide(revision: Revision, from: Provenance): MembershipVerdict {
    const { uid } = revision.head.ref;
    if (this.#members.has(uid)) return "in";
    const verdict = this.wouldTake(revision, from);
    if (verdict === "in") this.#admit(revision);
    if (verdict === "out") this.#outsiders.set(uid, from.stream);
    return verdict;
  }

  /** The result of `decide`, without remembering the object. */
  wouldTake(revision: Revision, from: Provenance): MembershipVerdict {
    return this.isMember(revision.head.ref.uid) ? "in" : this.#judge(revision, from);
  }

  /** It belongs, or did until it was deleted a while ago. */
  isMember(uid: string): boolean {
    return this.#belongs(uid) || this.#deletedEvents.has(uid);
  }

  /** Whether what depends on this object belongs. */
  #belongs(uid: string): boolean {
    return this.#members.has(uid) || this.#deletedMembers.has(uid);
  }

  /** It was seen, and decided that it does not belong. */
  isOutsider(uid: string): boolean {
    return this.#outsiders.has(uid);
  }

  /** Remembers the last state of an object that is out, in case a recorded Service or Ingress selects it later. */
  defer(revision: Revision): void {
    const { ref } = revision.head;
    if (this.#deferredKinds.has(ref.kind)) this.#deferred.set(ref.uid, revision.withoutParsed);
  }

  /** An object that is out was deleted. */
  forget(uid: string): void {
    this.#outsiders.delete(uid);
    this.#deferred.delete(uid);
  }

  /** A member was deleted: it is neither the owner nor the selection of anything new. */
  removeMember({ uid, kind }: Pick<ObjectRef, "uid" | "kind">): void {
    this.forget(uid);
    this.#members.delete(uid);
    (kind === "Event" ? this.#deletedEvents : this.#deletedMembers).add(uid);
    this.#services.delete(uid);
    this.#backends.delete(uid);
    this.#claims.delete(uid);
  }

  /** After a gap: objects of this stream that are out and no longer exist. Nobody saw their deletion. */
  forgetUnlisted(stream: string, listed: ReadonlySet<string>): void {
    for (const [uid, from] of this.#outsiders) if (from === stream && !listed.has(uid)) this.forget(uid);
  }

  /** The objects that can decide an undecided one: its owners, or what a Kubernetes Event is about. */
  awaitedBy({ object }: Pick<Revision, "object">): readonly string[] {
    if (!isKubeEvent(object)) return listIn<OwnerReference>(object.metadata.ownerReferences).map(({ uid }) => uid);
    const { uid } = this.#subjectOf(object);
    return uid === undefined ? [] : [uid];
  }

  /**
   * Call after a recorded Service or Ingress was created or changed. Returns the deferred objects that it selects now, which are in from
   * here on. A Service comes before what it selects.
   */
  admitDeferred(): readonly Revision[] {
    const admitted: Revision[] = [];
    for (const kind of ["Service", "EndpointSlice", "Pod"])
      for (const revision of this.#deferred.values()) {
        if (revision.head.ref.kind !== kind || !this.#isServed(revision.object)) continue;
        this.#admit(revision);
        admitted.push(revision);
      }
    return admitted;
  }

  /** Updates what is known of a member that exists: the selector of a Service may have changed. */
  learn(revision: Revision): void {
    const { ref } = revision.head;
    if (ref.kind === "Service" && ref.apiVersion === "v1") this.#select(this.#services, ref.uid, serviceScope(revision.object));
    if (ref.kind === "Ingress") this.#select(this.#backends, ref.uid, backendsOf(ref, revision.object));
    if (ref.kind === "StatefulSet") this.#select(this.#claims, ref.uid, claimsOf(ref, revision.object));
  }

  /** Grows when members select other objects than before. */
  get selections(): number {
    return this.#selections;
  }

  #select<S extends Selection>(selections: Map<string, S>, uid: string, selection: S): void {
    if (selections.get(uid)?.text === selection.text) return;
    selections.set(uid, selection);
    this.#selections++;
  }

  #judge(revision: Revision, from: Provenance): MembershipVerdict {
    const { ref } = revision.head;
    if (this.#wholeKinds.has(kindKey(groupOf(ref.apiVersion), ref.kind))) return "in";
    if (this.#targets.some((target) => isTarget(target, ref, from.matchesSelectors))) return "in";
    const { object } = revision;
    if (isKubeEvent(object)) return this.#judgeEvent(object, from.initial);
    const owners = listIn<OwnerReference>(object.metadata.ownerReferences);
    if (owners.some((owner) => this.#belongs(owner.uid))) return "in";
    if (this.#isServed(object) || this.#isTemplateClaim(object)) return "in";
    return owners.some((owner) => this.#mayYetBelong(owner, object.metadata.namespace)) ? "undecided" : "out";
  }

  #judgeEvent(object: KubeObject, initial: boolean): MembershipVerdict {
    const about = this.#subjectOf(object);
    if (about.uid !== undefined && this.#belongs(about.uid)) return "in";
    const named = this.#targets.some(
      (target) => target.name === about.name && target.type.kind === about.kind && sameNamespace(target, about.namespace),
    );
    // Events in the first list may be about an earlier object of the same name; new ones are about the target.
    if (named) return initial && about.uid !== undefined && about.uid !== about.name ? "undecided" : "in";
    const reference = { apiVersion: about.apiVersion ?? "", kind: about.kind ?? "", name: about.name ?? "", uid: about.uid ?? "" };
    return this.#mayYetBelong(reference, about.namespace) ? "undecided" : "out";
  }

  #subjectOf(event: KubeObject): Partial<EventSubject> {
    const subject = this.#subjects.get(event) ?? eventSubject(event) ?? {};
    this.#subjects.set(event, subject);
    return subject;
  }

  #mayYetBelong(owner: OwnerReference, namespace: string | undefined): boolean {
    if (this.#outsiders.has(owner.uid)) return false;
    const group = groupOf(owner.apiVersion);
    if (!this.#watchedKinds.has(kindKey(group, owner.kind))) return false;
    const narrow = this.#targets.filter((target) => target.type.kind === owner.kind && target.type.group === group);
    if (narrow.length === 0 || narrow.some((target) => target.name === undefined)) return true;
    return narrow.some((target) => target.name === owner.name && sameNamespace(target, namespace));
  }

  #admit(revision: Revision): void {
    const { uid } = revision.head.ref;
    this.#members.add(uid);
    this.#outsiders.delete(uid);
    this.#deferred.delete(uid);
    this.learn(revision);
  }

  #isServed(object: KubeObject): boolean {
    const { namespace, labels, name } = object.metadata;
    if (object.kind === "Service" && object.apiVersion === "v1") {
      const place = `${namespace ?? ""}/${name ?? ""}`;
      return [...this.#backends.values()].some(({ services }) => services.has(place));
    }
    for (const service of this.#services.values()) {
      if (service.namespace !== namespace) continue;
      if (object.kind === "EndpointSlice" && labels?.["kubernetes.io/service-name"] === service.name) return true;
      if (object.kind === "Pod" && service.selects(labels ?? {})) return true;
    }
    return false;
  }

  #isTemplateClaim(object: KubeObject): boolean {
    if (object.kind !== "PersistentVolumeClaim") return false;
    const { name = "", namespace } = object.metadata;
    const owners = [...this.#claims.values()].filter((claims) => claims.namespace === namespace);
    return owners.some((claims) => claims.prefixes.some((prefix) => name.startsWith(prefix) && /^\d+$/.test(name.slice(prefix.length))));
  }
}

/** What a member selects by something else than its uid. */
interface Selection {
  /** Equal where the selection is. */
  readonly text: string;
}

interface ServiceScope extends Selection {
  readonly name: string;
  readonly namespace: string | undefined;
  selects(labels: Readonly<Record<string, string>>): boolean;
}

function serviceScope({ metadata, ...service }: KubeObject): ServiceScope {
  const { name = "", namespace } = metadata;
  const selector = Object.entries((service["spec"] as { selector?: Record<string, string> } | undefined)?.selector ?? {});
  return {
    text: JSON.stringify([namespace, name, selector]),
    name,
    namespace,
    selects: (labels) => selector.length > 0 && selector.every(([key, value]) => labels[key] === value),
  };
}

/** By namespace and name. */
interface Backends extends Selection {
  readonly services: ReadonlySet<string>;
}

function backendsOf({ namespace = "" }: ObjectRef, ingress: KubeObject): Backends {
  const services = new Set(backendNames(ingress).map((name) => `${namespace}/${name}`));
  return { text: JSON.stringify([...services]), services };
}

interface Claims extends Selection {
  readonly namespace: string | undefined;
  /** An ordinal follows. */
  readonly prefixes: readonly string[];
}

function claimsOf({ name, namespace }: ObjectRef, statefulSet: KubeObject): Claims {
  const spec = statefulSet["spec"] as { readonly volumeClaimTemplates?: unknown } | null | undefined;
  const templates = listIn<{ readonly metadata?: { readonly name?: string } }>(spec?.volumeClaimTemplates);
  const prefixes = templates.map((template) => `${template.metadata?.name ?? ""}-${name}-`);
  return { text: JSON.stringify([namespace, prefixes]), namespace, prefixes };
}

/** Whether an object is the target. Only the server can evaluate its selectors: the caller says whether they match. */
export function isTarget(target: Target, ref: Omit<ObjectRef, "uid">, matchesSelectors: boolean): boolean {
  if (target.type.kind !== ref.kind || target.type.group !== groupOf(ref.apiVersion)) return false;
  if (!sameNamespace(target, ref.namespace)) return false;
  if (target.name !== undefined) return target.name === ref.name;
  return matchesSelectors || (target.labelSelector === undefined && target.fieldSelector === undefined);
}

function sameNamespace(target: Target, namespace: string | undefined): boolean {
  return target.namespace === undefined || namespace === undefined || target.namespace === namespace;
}

/** A server may send values that violate its schema: anything but a list of objects counts as an empty list. */
function listIn<T>(value: unknown): readonly T[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "object" && item !== null) : [];
}

function kindKey(group: string, kind: string): string {
  return `${kind}.${group}`;
}
