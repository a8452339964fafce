import { at, itemsAt, textAt } from "../../model/fields.js";
import type { KubeObject } from "../../model/kube-object.js";
import { ageColumn, column, nameColumn, type TableKind, text, wide } from "./column.js";
import { documentation } from "./documentation.js";

export const persistentVolumeClaims: TableKind = {
  columns: [
    nameColumn,
    column("Status", "string", documentation.persistentVolumeClaimStatus.phase, phase),
    column("Volume", "string", documentation.persistentVolumeClaimSpec.volumeName, (claim) => text(claim, "spec", "volumeName")),
    column("Capacity", "string", documentation.persistentVolumeClaimStatus.capacity, (claim) =>
      isBound(claim) ? quantity(claim, "status", "capacity", "storage") : "",
    ),
    column("Access Modes", "string", documentation.persistentVolumeClaimStatus.accessModes, (claim) =>
      isBound(claim) ? accessModes(claim, "status", "accessModes") : "",
    ),
    column("StorageClass", "string", "StorageClass of the pvc", storageClass),
    column("VolumeAttributesClass", "string", "VolumeAttributesClass of the pvc", (claim) => {
      return text(claim, "spec", "volumeAttributesClassName") || "<unset>";
    }),
    ageColumn,
    wide("VolumeMode", documentation.persistentVolumeClaimSpec.volumeMode, volumeMode),
  ],
};

export const persistentVolumes: TableKind = {
  columns: [
    nameColumn,
    column("Capacity", "string", documentation.persistentVolumeSpec.capacity, (volume) => quantity(volume, "spec", "capacity", "storage")),
    column("Access Modes", "string", documentation.persistentVolumeSpec.accessModes, (volume) =>
      accessModes(volume, "spec", "accessModes"),
    ),
    column("Reclaim Policy", "string", documentation.persistentVolumeSpec.persistentVolumeReclaimPolicy, (volume) =>
      text(volume, "spec", "persistentVolumeReclaimPolicy"),
    ),
    column("Status", "string", documentation.persistentVolumeStatus.phase, phase),
    column("Claim", "string", documentation.persistentVolumeSpec.claimRef, claimOf),
    column("StorageClass", "string", "StorageClass of the pv", storageClass),
    column("VolumeAttributesClass", "string", "VolumeAttributesClass of the pv", (volume) => {
      return text(volume, "spec", "volumeAttributesClassName") || "<unset>";
    }),
    column("Reason", "string", documentation.persistentVolumeStatus.reason, (volume) => text(volume, "status", "reason")),
    ageColumn,
    wide("VolumeMode", documentation.persistentVolumeSpec.volumeMode, volumeMode),
  ],
};

export const storageClasses: TableKind = {
  columns: [
    { ...nameColumn, cell: (object) => `${text(object, "metadata", "name")}${isDefaultClass(object) ? " (default)" : ""}` },
    column("Provisioner", "string", documentation.storageClass.provisioner, (object) => text(object, "provisioner")),
    column("ReclaimPolicy", "string", documentation.storageClass.reclaimPolicy, (object) => text(object, "reclaimPolicy") || "Delete"),
    column("VolumeBindingMode", "string", documentation.storageClass.volumeBindingMode, (object) => {
      return text(object, "volumeBindingMode") || "Immediate";
    }),
    column("AllowVolumeExpansion", "string", documentation.storageClass.allowVolumeExpansion, (object) => {
      return at(object, "allowVolumeExpansion") === true;
    }),
    ageColumn,
  ],
};

function phase(object: KubeObject): string {
  return textAt(object, "metadata", "deletionTimestamp") === undefined ? text(object, "status", "phase") : "Terminating";
}

function isBound(claim: KubeObject): boolean {
  return text(claim, "spec", "volumeName") !== "";
}

/** Stored quantities are in canonical form already; an absent one is zero. */
function quantity(object: KubeObject, ...path: readonly string[]): string {
  const found = at(object, ...path);
  return typeof found === "string" || typeof found === "number" ? String(found) : "0";
}

function accessModes(object: KubeObject, ...path: readonly string[]): string {
  const modes = new Set(itemsAt(object, ...path));
  return Object.entries(shortModes)
    .filter(([mode]) => modes.has(mode))
    .map(([, short]) => short)
    .join(",");
}

/** In display order. */
const shortModes = { ReadWriteOnce: "RWO", ReadOnlyMany: "ROX", ReadWriteMany: "RWX", ReadWriteOncePod: "RWOP" };

/** The legacy annotation wins over the field. */
function storageClass(object: KubeObject): string {
  return text(object, "metadata", "annotations", "volume.beta.kubernetes.io/storage-class") || text(object, "spec", "storageClassName");
}

function volumeMode(object: KubeObject): string {
  return text(object, "spec", "volumeMode") || "<unset>";
}

function claimOf(volume: KubeObject): string {
  const claim = at(volume, "spec", "claimRef");
  return typeof claim === "object" && claim !== null ? `${text(claim, "namespace")}/${text(claim, "name")}` : "";
}

function isDefaultClass(object: KubeObject): boolean {
  return ["storageclass.kubernetes.io/is-default-class", "storageclass.beta.kubernetes.io/is-default-class"].some(
    (key) => text(object, "metadata", "annotations", key) === "true",
  );
}
