import type { KubeObject } from "../../../src/model/kube-object.js";
import { refOf } from "../../../src/model/kube-object.js";
import { IdentitySurvey } from "../../../src/sharing/pseudonyms/identity-survey.js";
import { Pseudonyms } from "../../../src/sharing/pseudonyms/pseudonyms.js";
import { mapValues } from "../../../src/sharing/share/map-values.js";

export const testKey = new Uint8Array(32).fill(7);

export function surveyOf(objects: readonly KubeObject[]): IdentitySurvey {
  const survey = new IdentitySurvey();
  for (const object of objects) survey.observeObject(object, refOf(object));
  return survey;
}

export function pseudonymsOf(objects: readonly KubeObject[], key: Uint8Array = testKey): Pseudonyms {
  return new Pseudonyms(surveyOf(objects).identities(), key);
}

export function namedObject(kind: string, name: string, metadata: object = {}, more: object = {}): KubeObject {
  return { apiVersion: "v1", kind, metadata: { name, namespace: "shopfront", uid: uidOf(`${kind}/${name}`), ...metadata }, ...more };
}

/** Of version 4, and the same for the same text. */
export function uidOf(text: string): string {
  let hash = 0;
  for (const character of text) hash = (Math.imul(hash, 31) + (character.codePointAt(0) ?? 0)) >>> 0;
  const hex = hash.toString(16).padStart(8, "0");
  return `${hex}-14f5-4fe6-9c43-ca65${hex}`;
}

/** An object as a share rewrites it. */
export function rewritten(object: KubeObject, pseudonyms: Pseudonyms): KubeObject {
  return mapValues(
    object,
    { kind: object.kind ?? "", apiVersion: object.apiVersion ?? "" },
    {
      leaf: (value, place) => (typeof value === "string" ? pseudonyms.value(value, place) : value),
      list: () => undefined,
      name: (name, place) => pseudonyms.name(name, place),
      tooDeep: () => null,
    },
  ) as KubeObject;
}

/** Every text and every key of a value. */
export function* textsOf(value: unknown): Generator<string> {
  if (typeof value === "string") yield value;
  if (typeof value !== "object" || value === null) return;
  for (const [name, member] of Object.entries(value)) {
    if (!Array.isArray(value)) yield name;
    yield* textsOf(member);
  }
}
