import { gzipSync } from "node:zlib";
import type { KubeObject } from "../../../src/model/kube-object.js";
import type { Credential } from "./credential.js";
import type { Random } from "./random.js";

/** A place of an object that may hold a credential. */
export interface PlantingPlace {
  readonly name: string;
  /** Where a rule finds it by its place: nothing may be left. Else detectors must see it in the text. */
  readonly isStructural: boolean;
  accepts(credential: Credential): boolean;
  /** What stands there, for a credential: the value, a sentence, a command line. */
  phrase(credential: Credential, random: Random): string;
  /** The object at one revision; without a phrase it holds something harmless there. */
  object(context: ObjectContext, planted: Planted | undefined): KubeObject;
}

export interface Planted {
  readonly credential: Credential;
  readonly phrase: string;
}

/** What stays the same over the revisions of one object. */
export interface ObjectContext {
  readonly name: string;
  readonly namespace: string;
  readonly uid: string;
  readonly nodeName: string;
}

export function objectContext(random: Random): ObjectContext {
  const app = random.pick(["web", "orders", "payments", "cache", "worker", "gateway"]);
  return {
    name: `${app}-${random.text("bcdf456789", 9)}-${random.suffix()}`,
    namespace: random.pick(["default", "shop", "payments", "data"]),
    uid: random.uuid(),
    nodeName: `node-${random.integer(1, 9)}`,
  };
}

export function structural(
  name: string,
  object: PlantingPlace["object"],
  { accepts = anyCredential, phrase = encodedValue }: Partial<Pick<PlantingPlace, "accepts" | "phrase">> = {},
): PlantingPlace {
  return { name, isStructural: true, accepts, phrase, object };
}

export function anyCredential(): boolean {
  return true;
}

export function isOneLine({ form }: Credential): boolean {
  return form !== "block";
}

/** As it is in most cases; else as people and programs encode it to put it into a field. */
export function encodedValue({ text, name }: Credential, random: Random): string {
  const at = random.integer(0, 19);
  if (at < 13) return text;
  if (at < 15) return Buffer.from(text).toString("base64");
  if (at === 15) return encodeURIComponent(text);
  if (at === 16) return JSON.stringify({ [name]: text });
  if (at === 17) return JSON.stringify({ settings: JSON.stringify({ [name]: text }) });
  if (at === 18) return gzipSync(text).toString("base64");
  return Buffer.from(JSON.stringify({ [name]: text })).toString("base64");
}

export function plainValue({ text }: Credential): string {
  return text;
}

export function metadataOf({ name, namespace, uid }: ObjectContext, more: object = {}): KubeObject["metadata"] {
  return { name, namespace, uid, creationTimestamp: "2026-11-29T09:59:00Z", ...more };
}

/** The names of flags that people make of the names of variables: "db-password". */
export function flagOf({ name }: Credential): string {
  return name
    .replace(/([a-z])([A-Z])/g, "$1-$2")
    .replaceAll("_", "-")
    .toLowerCase();
}

/** Of an object that is in no namespace. */
export function clusterMetadataOf({ name, uid }: ObjectContext): KubeObject["metadata"] {
  return { name, uid, creationTimestamp: "2026-11-29T09:59:00Z" };
}
