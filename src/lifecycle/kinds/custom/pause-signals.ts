import { at, textAt } from "../../../model/fields.js";
import type { KubeObject } from "../../../model/kube-object.js";
import { isFields } from "./place.js";
import { type Signal, signal } from "./signal.js";
import { readState } from "./vocabulary.js";

/** The spec, or an annotation that the controllers of the kind share, asks for a pause. */
export function pauseSignal(object: KubeObject): Signal | undefined {
  const found = pauseInSpec(object["spec"]) ?? pauseAnnotation(object);
  return found === undefined ? undefined : signal({ level: "suspended", name: found.name, from: found.from, source: "spec", rank: -1 });
}

interface Pause {
  readonly name: string;
  readonly from: string;
}

function pauseInSpec(spec: unknown): Pause | undefined {
  if (!isFields(spec)) return undefined;
  for (const path of pausePaths) {
    const fields = path.length === 0 ? spec : at(spec, ...path);
    const found = isFields(fields) ? pauseKeys.find(([key]) => fields[key] === true) : undefined;
    if (found !== undefined) return { name: found[1], from: ["spec", ...path, found[0]].join(".") };
  }
  for (const path of statePaths) {
    const state = textAt(spec, ...path);
    if (state !== undefined && (readState(state) === "suspended" || state === "Removed"))
      return { name: "Suspended", from: ["spec", ...path].join(".") };
  }
  return undefined;
}

const pauseKeys = [
  ["suspend", "Suspended"],
  ["suspended", "Suspended"],
  ["paused", "Paused"],
  ["pause", "Paused"],
  ["hibernate", "Hibernated"],
  ["stopped", "Stopped"],
  ["halted", "Halted"],
] as const;
const pausePaths: readonly (readonly string[])[] = [
  [],
  ["updateStrategy"],
  ["updateStrategy", "rollingUpdate"],
  ["strategy"],
  ["runPolicy"],
];
const statePaths: readonly (readonly string[])[] = [["state"], ["desiredState"], ["powerState"], ["managementState"], ["job", "state"]];

/** "cluster.x-k8s.io/paused", "crossplane.io/paused", "strimzi.io/pause-reconciliation", "example.com/reconcile-paused". */
function pauseAnnotation({ metadata: { annotations } }: KubeObject): Pause | undefined {
  if (typeof annotations !== "object" || annotations === null) return undefined;
  for (const key in annotations)
    if (/\/([a-z-]+-)?(paused|pause|pause-reconciliation)$/.test(key) && annotations[key] !== "false") return { name: "Paused", from: key };
  return undefined;
}
