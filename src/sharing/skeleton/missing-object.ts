import { nameIn, type SkeletonNames } from "./skeleton-names.js";

/** What a message says that does not exist, and for which volume, with stand-ins for names: it is in the message alone. Undefined: nothing. */
export function missingObject(text: string, names: SkeletonNames): string | undefined {
  const [, volume] = /^MountVolume\.SetUp failed for volume "([^"\s]{1,253})"/.exec(text) ?? [];
  const missing = missingKey(text, names) ?? missingName(text, names);
  if (volume === undefined) return missing;
  return `MountVolume.SetUp failed for volume "${nameIn(volume, names)}"${missing === undefined ? "" : ` : ${missing}`}`;
}

/** `configmap "site" not found` */
function missingName(text: string, names: SkeletonNames): string | undefined {
  const [, kind, name = ""] = notFound.exec(text) ?? [];
  return kind === undefined ? undefined : `${kind} "${nameIn(name, names)}" not found`;
}

const notFound =
  /\b(configmap|secret|serviceaccount|persistentvolumeclaim|persistentvolume|storageclass|runtimeclass|resourceclaim|resourceclaimtemplate)(?:\.[a-z0-9.]{1,60})? "([^"\s]{1,253})" not found/;

/** `couldn't find key url in ConfigMap shop/site` */
function missingKey(text: string, names: SkeletonNames): string | undefined {
  const [, key, kind, namespace, name = ""] = noKey.exec(text) ?? [];
  if (key === undefined) return undefined;
  const space = namespace === undefined ? "" : `${nameIn(namespace, names)}/`;
  return `couldn't find key ${nameIn(key, names)} in ${kind} ${space}${nameIn(name, names)}`;
}

const noKey = /couldn't find key (\S{1,253}) in (ConfigMap|Secret) (?:([a-z0-9-]{1,63})\/)?([a-z0-9.-]{1,253})/;
