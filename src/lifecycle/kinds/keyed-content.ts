import { at } from "../../model/fields.js";
import type { KubeObject } from "../../model/kube-object.js";
import { clause, inShort, listed, plural, stageAs } from "../narration/words.js";
import type { KindRules } from "./kind-rules.js";
import { terminating } from "./terminating.js";

/** ConfigMaps and Secrets: they have no status; what matters is which keys change. Values are never told. */
export const keyedContentRules: KindRules = {
  stage: (object) => terminating(object) ?? stageAs("Present", "neutral", at(object, "immutable") === true ? "immutable" : undefined),
  verdict: () => ({ ready: true, failed: false, complete: false }),
  describe: (object) => [
    clause(
      60,
      `it holds ${plural([...contentOf(object).keys()].length, "key")}${contentOf(object).size === 0 ? "" : `: ${listed([...contentOf(object).keys()])}`}`,
    ),
  ],
  changes: ({ before, after }) => {
    const then = contentOf(before);
    const now = contentOf(after);
    const changed = [...new Set([...then.keys(), ...now.keys()])].filter((key) => then.get(key) !== now.get(key));
    if (changed.length === 0) return [];
    return [
      clause(70, `the content of ${listed(changed.map((key) => inShort(key, 60)))} was changed`, {
        brief: `keys ${listed(changed, 2)}`,
        why: "containers see it in mounted volumes within about a minute, but in environment variables only after a restart",
      }),
    ];
  },
};

function contentOf(object: KubeObject): ReadonlyMap<string, string> {
  const members = ["data", "binaryData", "stringData"].flatMap((field) => {
    const map = at(object, field);
    return typeof map === "object" && map !== null ? Object.entries(map) : [];
  });
  return new Map(members.map(([key, value]) => [key, String(value)]));
}
