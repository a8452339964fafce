import type { Place } from "../policy/place.js";

/** What a value is by its place: `object`, a name whatever its word is; `label`, a value that people chose; `fixed`, never an identity. */
export type NamePlace =
  | { readonly kind: "object" | "part" | "person" | "label" | "host" | "image" | "manager" | "group" | "cloud"; readonly what: string }
  | { readonly kind: "fixed" | "kind" | "text" };

const text: NamePlace = { kind: "text" };
const fixed: NamePlace = { kind: "fixed" };
const objectName: NamePlace = { kind: "object", what: "object name" };
const namespaceName: NamePlace = { kind: "object", what: "namespace" };
const nodeName: NamePlace = { kind: "object", what: "node" };
const partName: NamePlace = { kind: "part", what: "name of a container, volume or port" };
const person: NamePlace = { kind: "person", what: "user" };
const label: NamePlace = { kind: "label", what: "label or annotation" };
const host: NamePlace = { kind: "host", what: "host or domain" };
const cloud: NamePlace = { kind: "cloud", what: "id of a cloud" };

const words = (list: string): ReadonlySet<string> => new Set(list.trim().split(/\s+/));

const nodeFields = words("nodeName nominatedNodeName hostNodeName node host");
const objectFields = words(
  `serviceAccountName serviceAccount claimName secretName configMapName serviceName subdomain volumeName storageClassName ingressClassName gatewayClassName
   priorityClassName runtimeClassName persistentVolumeName persistentVolumeClaimName volumeSnapshotClassName boundVolumeSnapshotContentName clusterName podName jobName
   workloadName releaseName displayName generateName deploymentName statefulSetName resourceClaimName resourceClaimTemplateName secretStoreName bucketName bucket pipelineName
   project context stableService canaryService activeService previewService stableRS currentPodRevision reportingInstance targetNamespace sourceNamespace`,
);
const cloudFields = words(
  "providerID volumeHandle snapshotHandle volumeID diskName diskURI pdName instanceID accountID ownerAccountID zone region arn roleARN topologyKeys fsName share",
);
const hostFields = words("externalName hostname hostnames dnsNames commonName domain domains loadBalancerHostname");
const personFields = words("username user author committer createdBy owner lastModifiedBy requestedBy initiatedBy");
const fixedFields = words(
  `reason type phase operation fieldsType protocol scheme kind apiVersion resource subresource resourceVersion creationTimestamp deletionTimestamp imagePullPolicy restartPolicy
   dnsPolicy terminationMessagePolicy qosClass addressType accessModes volumeMode effect operator verbs finalizers key schedulerName controllerName provisioner driver`,
);
const labelMaps = words("labels annotations matchLabels nodeSelector selector");
const containerLists = words(
  "containers initContainers ephemeralContainers containerStatuses initContainerStatuses ephemeralContainerStatuses",
);
const partLists = words(
  "volumes volumeMounts volumeDevices ports volumeClaimTemplates jobs steps tasks templates listeners listenerSets servers routes subsets topologySpreadConstraints",
);
const fixedLists = words("env httpHeaders headers conditions metrics parameters args results sysctls properties schedulingGates");

/** By the names of the fields alone, so that a survey can look at millions of values. */
export function namePlaceOf(path: readonly (string | number)[], parent: unknown): NamePlace {
  const last = path.at(-1);
  if (typeof last === "number") return placeOfItem(path);
  if (typeof last !== "string") return text;
  const above = fieldAbove(path);
  if (labelMaps.has(above) && typeof path.at(-2) === "string") return label;
  if (last === "kind") return { kind: "kind" };
  if (last === "name" || last === "generateName") return placeOfName(path, above, parent);
  if (last === "namespace" || last === "namespaces") return namespaceName;
  if (last === "image" || last === "imageID") return { kind: "image", what: "image" };
  if (last === "manager") return { kind: "manager", what: "field manager" };
  if (last === "apiVersion" || last === "group" || last === "apiGroup") return { kind: "group", what: "API group" };
  return placeOfField(last, path);
}

function placeOfField(field: string, path: readonly (string | number)[]): NamePlace {
  if (field === "hostname" && path.includes("spec") && !path.includes("rules")) return objectName;
  if (field === "host" && !path.includes("source")) return host;
  if (hostFields.has(field)) return host;
  if (nodeFields.has(field)) return nodeName;
  if (objectFields.has(field)) return objectName;
  if (cloudFields.has(field)) return cloud;
  if (personFields.has(field)) return person;
  return fixedFields.has(field) ? fixed : text;
}

/** A name in a list is that of its kind of item. */
function placeOfName(path: readonly (string | number)[], above: string, parent: unknown): NamePlace {
  if (above === "metadata") return path.length > 2 && isWithinTemplate(path) ? partName : objectName;
  if (typeof path.at(-2) === "number") {
    if (fixedLists.has(above)) return fixed;
    if (containerLists.has(above) || partLists.has(above)) return partName;
    if (above === "subjects") return person;
  }
  if (above === "resource" || above === "metric" || above === "resources" || above === "images") return fixed;
  if (isSubject(parent)) return person;
  return objectName;
}

function placeOfItem(path: readonly (string | number)[]): NamePlace {
  const field = fieldAbove([...path.slice(-2), ""]);
  if (hostFields.has(field) || field === "hosts") return host;
  if (field === "users" || field === "authors") return person;
  if (field === "namespaces") return namespaceName;
  if (field === "apiGroups") return { kind: "group", what: "API group" };
  return fixedFields.has(field) ? fixed : text;
}

function isWithinTemplate(path: readonly (string | number)[]): boolean {
  return path.includes("volumeClaimTemplates");
}

function isSubject(parent: unknown): boolean {
  if (typeof parent !== "object" || parent === null) return false;
  const { kind } = parent as { readonly kind?: unknown };
  return kind === "User" || kind === "Group";
}

/** The field that the last one, or the item that it is of, is in. */
function fieldAbove(path: readonly (string | number)[]): string {
  for (let i = path.length - 2; i >= 0; i--) {
    const step = path[i];
    if (typeof step === "string") return step;
  }
  return "";
}

export function placeOfValue(place: Place): NamePlace {
  return namePlaceOf(place.path, place.parents.at(-1));
}
