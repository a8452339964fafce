import { nounFor } from "../../lifecycle/narration/words.js";
import { itemsAt, textAt } from "../../model/fields.js";
import type { KubeObject } from "../../model/kube-object.js";
import { FoldedValue, yamlLines } from "../terminal/yaml.js";

interface WholeObjectOptions {
  /** `managedFields` too. Else they are one line: they are half of most objects, and few people read them. */
  readonly noise: boolean;
  /** What shows them: "z". */
  readonly unfold: string;
}

/** All of an object, as YAML for people. */
export function wholeObjectLines(object: KubeObject, { noise, unfold }: WholeObjectOptions): readonly string[] {
  const entries = itemsAt(object, "metadata", "managedFields");
  if (noise || entries.length === 0) return yamlLines(object);
  return yamlLines({ ...object, metadata: { ...object.metadata, managedFields: new FoldedValue(managersText(entries, unfold)) } });
}

const maxManagers = 4;
const maxManagerLength = 40;

/** "4 entries by kubectl, kubelet; z shows them". Who wrote with several operations is named once. */
function managersText(entries: readonly unknown[], unfold: string): string {
  const managers = [...new Set(entries.map((entry) => (textAt(entry, "manager") ?? "?").slice(0, maxManagerLength)))];
  const more = managers.length > maxManagers ? ` and ${managers.length - maxManagers} more` : "";
  const pronoun = entries.length === 1 ? "it" : "them";
  return `${entries.length} ${nounFor(entries.length, "entry")} by ${managers.slice(0, maxManagers).join(", ")}${more}; ${unfold} shows ${pronoun}`;
}
