import type { NodePair } from "./forest.js";

/** "Pod/nginx"; "Pod/nginx (B: nginx-2)" where the other run calls it otherwise; "Pod 1" where its name was made up. */
export function rootTitle(pair: NodePair, ordinal: number, { namespaces }: { readonly namespaces: boolean }): string {
  const [a, b] = pair;
  const node = a ?? b;
  if (node === undefined) return "";
  const kind = kindWord(node.kind);
  if (ordinal > 0) return `${kind} ${ordinal}`;
  const other = a !== undefined && b !== undefined && a.name !== b.name ? ` (B: ${b.name})` : "";
  return `${namespaces && node.namespace !== "" ? `${node.namespace}/` : ""}${kind}/${node.name}${other}`;
}

/** "Pod 1 of ReplicaSet 2 of Deployment/web"; what a person named keeps its name: "Pod/db-0". */
export function childTitle(pair: NodePair, ordinal: number, ownerTitle: string): string {
  const node = pair[0] ?? pair[1];
  if (ordinal > 0 && node !== undefined) return `${kindWord(node.kind)} ${ordinal} of ${ownerTitle}`;
  return rootTitle(pair, 0, { namespaces: false });
}

function kindWord(kind: string): string {
  const word = kind.slice(kind.indexOf("/") + 1);
  return word === "" ? "object" : word;
}
