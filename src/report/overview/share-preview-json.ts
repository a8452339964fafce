import type { RemovedCount, ShareLevel } from "../../model/session-share.js";
import type { RemovalRow } from "./share-preview.js";

interface PreviewedShare {
  readonly level: ShareLevel;
  readonly removals: readonly RemovalRow[];
  readonly pseudonyms: readonly RemovedCount[];
}

/** `kubespy share --preview --format json`, and `--check`. A contract: fields are added, never changed, while `schemaVersion` stays 1. Text is as recorded. */
export function sharePreviewJson({ level, removals, pseudonyms }: PreviewedShare): object {
  return {
    schemaVersion: 1,
    level,
    removals: removals.map(({ what, where, places, values, example }) => ({ what, where, places, values, example })),
    pseudonyms: pseudonyms.map(({ what, values, places }) => ({ what, values, places })),
  };
}
