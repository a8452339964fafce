import { isCommonName } from "./public-words.js";

/** Where a text shows that a word is a name, although it may be any word. */
export interface ShownNames {
  readonly kinds: ReadonlySet<string>;
  readonly namespaces: ReadonlySet<string>;
}

const lookBehind = 64;
const fieldWords = new Set(
  "name named namespace names namespaces generatename nodename claimname secretname serviceaccountname configmapname servicename podname jobname object key volumename storageclassname".split(
    " ",
  ),
);

/**
 * In quotes after a kind or a name of a field; after a kind and a slash; after a namespace and a slash, or as that namespace; before a namespace and a uid
 * (`web_default(1b2c...)`); after `metadata.name=`; before a generated suffix; and, if it is what people call objects, alone after a kind.
 */
export function isShownName(text: string, start: number, end: number, { kinds, namespaces }: ShownNames): boolean {
  const [before, after] = [text[start - 1] ?? "", text[end] ?? ""];
  if (before === "/") return isAfterSlash(text, start, kinds, namespaces);
  if (after === "/" && namespaces.has(text.slice(start, end)) && !/[./\w-]/.test(before)) return true;
  if (isQuote(before) && (isQuote(after) || after === "\\" || after === "/")) return isNameWord(wordBefore(text, start - 1), kinds);
  if (after === "_" || before === "_") return isInUnderscores(text, start, end);
  if (before === "=" || (before === "D" && text.startsWith("%3", start - 3)))
    return /name(space)?(=|%3D)$/i.test(text.slice(Math.max(0, start - 12), start));
  if (before === " " && isInCommandOrPair(text, start, end, kinds)) return true;
  if ((before === " " || (before === "[" && after === "]")) && isCommonName(text.slice(start, end)))
    return !/[\w/-]/.test(after) && kinds.has(wordBefore(text, start));
  return false;
}

/** `kubectl describe pod web -n default`, `kubectl logs web -c`; `Pod/web (B: shop)` in a comparison. */
function isInCommandOrPair(text: string, start: number, end: number, kinds: ReadonlySet<string>): boolean {
  const before = text.slice(Math.max(0, start - 2 * lookBehind), start);
  if (/\([AB]: $/.test(before)) return /^[,)]/.test(text.slice(end, end + 1));
  const [, verb, kind = ""] = /\bkubectl ([a-z]+) (?:([A-Za-z0-9.-]+) )?$/.exec(before) ?? [];
  return verb !== undefined && (verb === "logs" || verb === "exec" || kinds.has(kind.split(".")[0]?.toLowerCase() ?? ""));
}

function isQuote(character: string): boolean {
  return character === '"' || character === "'" || character === "`" || character === "\u201c" || character === "\u201d";
}

function isAfterSlash(text: string, start: number, kinds: ReadonlySet<string>, namespaces: ReadonlySet<string>): boolean {
  const part = /([A-Za-z0-9][A-Za-z0-9.-]*)\/$/.exec(text.slice(Math.max(0, start - lookBehind), start))?.[1];
  return (
    part !== undefined && (kinds.has(part.toLowerCase()) || kinds.has(part.split(".")[0]?.toLowerCase() ?? "") || namespaces.has(part))
  );
}

function isNameWord(word: string, kinds: ReadonlySet<string>): boolean {
  return kinds.has(word) || fieldWords.has(word);
}

/** The last word before here, in small letters. */
function wordBefore(text: string, at: number): string {
  const word = /([A-Za-z][A-Za-z0-9.-]*)[^A-Za-z0-9]{0,6}$/.exec(text.slice(Math.max(0, at - lookBehind), at))?.[1]?.toLowerCase() ?? "";
  // "jobs.batch"; but "metadata.name".
  return word.endsWith(".name") ? "name" : (word.split(".")[0] ?? "");
}

/** `name_namespace(uid)`, and with the name of a container in front. */
function isInUnderscores(text: string, start: number, end: number): boolean {
  const from = text.slice(Math.max(0, start - 1 - lookBehind), start);
  const to = text.slice(end, end + 2 * lookBehind);
  return /^(_[A-Za-z0-9.-]+){0,3}\(/.test(to) && (/^_/.test(to) || /[A-Za-z0-9]_$/.test(from));
}

const kindList = `pod po pods deployment deployments deploy replicaset replicasets rs statefulset statefulsets sts daemonset daemonsets ds job jobs cronjob cronjobs cj
  service services svc endpoints ep endpointslice endpointslices ingress ingresses ing configmap configmaps cm secret secrets serviceaccount serviceaccounts sa
  persistentvolume persistentvolumes pv persistentvolumeclaim persistentvolumeclaims pvc storageclass storageclasses sc node nodes namespace namespaces ns
  event events horizontalpodautoscaler horizontalpodautoscalers hpa poddisruptionbudget poddisruptionbudgets pdb networkpolicy networkpolicies netpol
  customresourcedefinition customresourcedefinitions crd crds role roles rolebinding rolebindings clusterrole clusterroles clusterrolebinding clusterrolebindings
  lease leases resourcequota resourcequotas quota limitrange limitranges priorityclass runtimeclass volumeattachment controllerrevision replicationcontroller rc
  container containers volume volumes claim user group webhook`;

/** Kinds, their plurals and short names, in small letters; with those of the survey. */
export function kindWords(kinds: Iterable<string>): ReadonlySet<string> {
  const words = new Set(kindList.split(/\s+/));
  for (const kind of kinds) {
    const lower = kind.toLowerCase();
    words.add(lower).add(`${lower}s`).add(`${lower}es`).add(lower.replace(/y$/, "ies"));
  }
  return words;
}
