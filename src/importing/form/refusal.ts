/** Why an input cannot be imported, and what can be instead. */
export interface InputRefusal {
  /** What it is: "the table that kubectl get prints; it lacks the objects". */
  readonly what: string;
  /** How to get what can be read: a command, whole where there is one. */
  readonly advice: string;
}

/** The name of the resource in a command, from the name of a file ("dump/deployments.txt"), and where that does not say it, "pods". */
export function resourceIn(name: string): string {
  const [stem = ""] = (name.split(/[\\/]/).at(-1) ?? "").toLowerCase().split(/[^a-z]/);
  return resources.find((resource) => stem === resource || `${stem}s` === resource) ?? "pods";
}

const resources: readonly string[] = [
  "configmaps",
  "cronjobs",
  "daemonsets",
  "deployments",
  "endpoints",
  "endpointslices",
  "events",
  "ingresses",
  "jobs",
  "namespaces",
  "nodes",
  "persistentvolumeclaims",
  "persistentvolumes",
  "pods",
  "replicasets",
  "secrets",
  "services",
  "statefulsets",
];

/** What gets objects from a cluster into a file. */
export function getObjects(name: string): string {
  const resource = resourceIn(name);
  return `get the objects: kubectl get ${resource} -A -o json >${resource}.json`;
}
