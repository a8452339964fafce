import type { Actor } from "../../model/actor.js";
import type { KubeObject, ObjectRef } from "../../model/kube-object.js";
import type { SessionHeader } from "../../model/session.js";
import type { Identities } from "./identities.js";
import { identitiesOfImage } from "./image-names.js";
import { isRootPseudonym } from "./name-forms.js";
import { type NamePlace, namePlaceOf } from "./name-places.js";
import { isPublicWord } from "./public-words.js";
import { addressesIn, hostsIn, isHostName, uidsIn, urlHostsIn } from "./structured-texts.js";
import { isWellKnownName, wellKnownDomainOf } from "./well-known.js";

interface Counted {
  what: string;
  places: number;
  isForced?: true;
}

/** Nobody nests an object this deep. */
const maxDepth = 400;
/** Longer names are none that Kubernetes accepts. */
const maxName = 253;
const maxSeen = 2_000_000;
/** Deeper parts are small: to look at them is as fast as to remember them. */
const maxWalkedDepth = 5;

/**
 * Collects, over all revisions of all sessions of a share, what can identify a person, a company or a cluster. A text that was seen in a place of the same
 * kind is not looked at again.
 */
export class IdentitySurvey {
  readonly #names = new Map<string, Counted>();
  readonly #bases = new Map<string, string>();
  readonly #hashes = new Set<string>();
  readonly #uids = new Set<string>();
  readonly #addresses = new Set<string>();
  readonly #domains = new Set<string>();
  readonly #kinds = new Set<string>();
  readonly #namespaces = new Set<string>();
  readonly #tags = new Set<string>();
  readonly #seen = new Set<string>();
  readonly #seenKeys = new Set<string>();
  readonly #seenObjects = new Set<string>();
  /** Parts of objects that did not change since the last revision are the very same. */
  readonly #walked = new WeakSet<object>();

  observeObject(object: KubeObject, ref: ObjectRef): void {
    this.#kinds.add(ref.kind);
    if (!this.#seenObjects.has(ref.uid)) {
      this.#seenObjects.add(ref.uid);
      this.#observeRef(object, ref);
    }
    this.#walk(object, [], undefined, 0);
  }

  observeHeader(header: SessionHeader): void {
    if (header.context !== undefined) for (const part of header.context.split(/[/@:]/)) this.#name(part, "context");
    if (header.namespace !== undefined) this.#namespace(header.namespace);
    for (const target of header.targets) {
      const [, name] = /^[^/]+\/(.+)$/.exec(target) ?? /^\S+ (\S+)$/.exec(target) ?? [];
      if (name !== undefined && !name.includes("*")) this.#name(name, "object name");
    }
    for (const { kind, namespace, group, fieldSelector, labelSelector } of header.streams) {
      this.#kinds.add(kind);
      if (namespace !== undefined) this.#namespace(namespace);
      this.#host(group);
      for (const [, name = ""] of (fieldSelector ?? "").matchAll(/[nN]ame=+([^,=]+)/g)) this.#name(name, "object name");
      for (const [, value = ""] of (labelSelector ?? "").matchAll(/=+([^,=]+)/g)) this.#name(value, "label or annotation");
    }
    for (const text of [header.title, header.description, ...(header.command ?? []), ...header.omissions])
      if (text !== undefined) this.#text(text);
  }

  observeActor({ user, as, userAgent, sources = [] }: Actor): void {
    for (const person of [user, as]) if (person !== undefined) this.#leaf(person, ["username"], undefined);
    for (const text of [userAgent, ...sources]) if (text !== undefined) this.#text(text);
  }

  identities(): Identities {
    return {
      names: this.#names,
      bases: this.#bases,
      hashes: this.#hashes,
      uids: this.#uids,
      addresses: this.#addresses,
      domains: this.#domains,
      kinds: this.#kinds,
      namespaces: this.#namespaces,
      tags: this.#tags,
    };
  }

  /** Events are called after their object; their names are parts of that name and a time. */
  #observeRef({ metadata }: KubeObject, ref: ObjectRef): void {
    if (ref.namespace !== undefined) this.#namespace(ref.namespace);
    if (ref.kind === "Namespace") this.#namespaces.add(ref.name);
    const eventOf = ref.kind === "Event" ? /^(.*)\.[0-9a-f]{8,20}$/.exec(ref.name)?.[1] : undefined;
    this.#name(eventOf ?? ref.name, "object name");
    const { generateName, ownerReferences } = metadata;
    const owners = Array.isArray(ownerReferences) ? ownerReferences.map((owner) => owner?.name) : [];
    const bases = [typeof generateName === "string" ? generateName.replace(/[-.]+$/, "") : undefined, ...owners];
    for (const base of bases)
      if (typeof base === "string" && base !== "" && /^[-.]/.test(ref.name.slice(base.length)) && ref.name.startsWith(base)) {
        this.#name(base, "object name");
        if (!this.#bases.has(ref.name)) this.#bases.set(ref.name, base);
      }
  }

  #walk(value: unknown, path: (string | number)[], parent: unknown, depth: number): void {
    if (typeof value === "string") this.#leaf(value, path, parent);
    if (typeof value !== "object" || value === null || depth > maxDepth || this.#walked.has(value)) return;
    if (depth <= maxWalkedDepth) this.#walked.add(value);
    if (Array.isArray(value)) {
      for (let i = 0; i < value.length; i++) this.#within(i, value[i], path, value, depth);
      return;
    }
    const isLabels = path.at(-1) === "labels" || path.at(-1) === "annotations";
    for (const name of Object.keys(value)) {
      this.#key(name, isLabels);
      this.#within(name, (value as Readonly<Record<string, unknown>>)[name], path, value, depth);
    }
  }

  #within(step: string | number, value: unknown, path: (string | number)[], parent: unknown, depth: number): void {
    path.push(step);
    this.#walk(value, path, parent, depth + 1);
    path.pop();
  }

  #key(key: string, isLabels: boolean): void {
    if (this.#seenKeys.has(key)) return;
    if (this.#seenKeys.size < maxSeen) this.#seenKeys.add(key);
    if (!/[./{]/.test(key)) return;
    const [, prefix] = /^(?:f:)?([^/]+)\//.exec(key) ?? [];
    if (prefix !== undefined && (isLabels || key.startsWith("f:"))) this.#host(prefix);
    this.#text(key);
  }

  #leaf(value: string, path: readonly (string | number)[], parent: unknown): void {
    const place = namePlaceOf(path, parent);
    const key = `${place.kind}\n${value}`;
    if (this.#seen.has(key)) return;
    if (this.#seen.size < maxSeen) this.#seen.add(key);
    this.#placed(value, place, path);
    if (place.kind !== "fixed" && place.kind !== "kind") this.#text(value);
  }

  #placed(value: string, place: NamePlace, path: readonly (string | number)[]): void {
    switch (place.kind) {
      case "kind":
        if (/^[A-Z][A-Za-z0-9]*$/.test(value)) this.#kinds.add(value);
        return;
      case "object":
        if (place.what === "namespace") this.#namespace(value);
        else this.#name(eventBase(value), place.what);
        return;
      case "part":
        if (!isPublicWord(value) && !isPublicName(value)) this.#name(value, place.what);
        return;
      case "person":
        this.#person(value);
        return;
      case "manager":
        if (!isWellKnownProgram(value)) this.#name(value, place.what);
        return;
      case "label":
        this.#label(value, String(path.at(-1)));
        return;
      case "host":
        if (value.includes(".")) this.#host(value);
        else this.#name(value, place.what);
        return;
      case "group":
        this.#host(value.split("/")[0] ?? "");
        return;
      case "image":
        this.#image(value);
        return;
      case "cloud":
        this.#cloud(value);
        return;
      default:
        return;
    }
  }

  #label(value: string, key: string): void {
    const isPersonal =
      /(created-by|author|owner|maintainer|contact|user|email|team)s?$/i.test(key) && value.length <= maxName && !value.startsWith("{");
    if (hashKey.test(key)) this.#hash(value);
    else if (topologyKey.test(key)) this.#cloud(value);
    else if (isPersonal) this.#person(value);
    else this.#labelName(value);
  }

  #labelName(value: string): void {
    const plain = value.replace(/[-_.+]v?\d+(\.\d+)+([-+.][\w.]*)?$/, "");
    if (/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(plain) && plain.length <= 63 && !isVersion(value) && !isPublicName(plain))
      this.#name(plain, "label or annotation");
  }

  /** "web-5d8bd76dd7", of a StatefulSet, and "5d8bd76dd7". */
  #hash(value: string): void {
    const [, base, hash] = /^(?:(.+)-)?([a-z0-9]{1,32})$/.exec(value) ?? [];
    if (base !== undefined && !/^[\d-]+$/.test(base)) this.#name(base, "object name");
    if (hash !== undefined && (base === undefined || !/^[\d-]+$/.test(base)) && (!isPublicWord(hash) || /^\d{8,10}$/.test(hash)))
      this.#hashes.add(hash);
  }

  #person(value: string): void {
    const [, namespace, name] = /^system:serviceaccount:([^:]+):(.+)$/.exec(value) ?? [];
    if (namespace !== undefined && name !== undefined) {
      this.#namespace(namespace);
      this.#name(name, "object name");
      return;
    }
    const [, node] = /^system:node:(.+)$/.exec(value) ?? [];
    if (node !== undefined) this.#name(node, "node");
    else if (!isWellKnownName(value)) for (const part of value.split(/[^A-Za-z0-9._@-]+/)) this.#name(part, "user");
  }

  #cloud(value: string): void {
    for (const part of value.split(/[^A-Za-z0-9._-]+/)) {
      if (/^\d{12}$/.test(part)) this.#count(part, "id of a cloud", true);
      else if (!isPublicName(part) && !/^(aws|gce|azure|arn|iam|ec2|eks|projects?|zones?|instances?|kind|openstack|vsphere)$/.test(part))
        this.#name(part, "id of a cloud");
    }
  }

  #image(value: string): void {
    const { host, names, tagged } = identitiesOfImage(value);
    if (host !== undefined) this.#host(host);
    for (const name of names) if (!isPublicName(name)) this.#name(name, "image");
    if (tagged !== undefined && /:\d+\.\d+\.\d+\.\d/.test(tagged)) this.#tags.add(tagged);
  }

  #namespace(value: string): void {
    this.#namespaces.add(value);
    this.#name(value, "namespace");
  }

  /** Names of hosts, addresses and uids are recognised by their form. */
  #name(value: string, what: string): void {
    const name = value.trim();
    if (name === "" || name.length > maxName || /^[\d\W_]+$/.test(name) || name.includes("@")) return;
    if (isWellKnownName(name) || isRootPseudonym(name) || uidsIn(name).length > 0 || name.startsWith("redacted-") || isDigest(name)) return;
    if (isHostName(name)) this.#host(name);
    else this.#count(name, what);
  }

  #count(name: string, what: string, isForced = false): void {
    const known = this.#names.get(name);
    if (known !== undefined) known.places++;
    else this.#names.set(name, { what, places: 1, ...(isForced ? { isForced } : {}) });
  }

  #host(value: string): void {
    const host = value.toLowerCase().replace(/^\*\./, "").replace(/:\d+$/, "").replace(/\.$/, "");
    if (!/^[a-z0-9_-]+(\.[a-z0-9_-]+)+$/.test(host) || /^[\d.]+$/.test(host) || wellKnownDomainOf(host) === host) return;
    if (wellKnownDomainOf(host) !== undefined && !hostsIn(host).length) return;
    this.#domains.add(host);
  }

  #text(text: string): void {
    for (const address of addressesIn(text)) this.#addresses.add(address);
    for (const uid of uidsIn(text)) this.#uids.add(uid.toLowerCase());
    for (const host of hostsIn(text)) this.#host(host);
    for (const host of urlHostsIn(text))
      if (!isHostName(host)) for (const label of host.split(".")) if (!isPublicName(label)) this.#name(label, "host or domain");
    if (text.includes("arn:"))
      for (const [, account = ""] of text.matchAll(/:(\d{12})(?=[:/])/g)) this.#count(account, "id of a cloud", true);
    if (text.includes("system:")) {
      for (const [found] of text.matchAll(/system:(?:serviceaccount:[a-z0-9-]{1,63}:|node:)[a-z0-9.-]{1,253}/g)) this.#person(found);
    }
    for (const [, user = ""] of text.matchAll(/\b[Uu]ser \\?"([^"\\]{1,253})\\?"/g)) this.#person(user);
  }
}

const hashKey = /(^|[-/])(pod-template-hash|controller-revision-hash|rollouts-pod-template-hash|template-hash)$/;
const topologyKey = /^(topology\.kubernetes\.io|failure-domain\.beta\.kubernetes\.io|topology\.[a-z.]+)\//;

/** Ids of containers and digests of images. */
function isDigest(name: string): boolean {
  return /^[0-9a-f]{32,128}$/.test(name);
}

function eventBase(name: string): string {
  return name.replace(/\.[0-9a-f]{16}$/, "");
}

/** Of public words alone, or a number, or a version. */
function isPublicName(name: string): boolean {
  return (name.match(/[A-Za-z0-9]+/g) ?? []).every(isPublicWord);
}

function isVersion(value: string): boolean {
  return /^v?\d+(\.\d+)*([-+.][\w.+-]*)?$/.test(value);
}

/** "kubectl-client-side-apply", "Go-http-client", "kube-controller-manager"; "helm" with a version. */
function isWellKnownProgram(value: string): boolean {
  return (
    isWellKnownName(value) || isWellKnownName(value.replace(/[/_ ].*$/, "")) || isPublicName(value) || /^kube(ctl|let|-[a-z-]+)/.test(value)
  );
}
