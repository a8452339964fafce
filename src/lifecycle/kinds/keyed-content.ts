import { jsonText } from "../../io/json-text.js";
import { at } from "../../model/fields.js";
import type { KubeObject } from "../../model/kube-object.js";
import { clause, inShort, listed, nounFor, plural, stageAs } from "../narration/words.js";
import type { KindRules, ProgressRules } from "./kind-rules.js";
import { terminating } from "./terminating.js";

/** ConfigMaps and Secrets: they have no status; what matters is which keys change. Values are never shown. */
export const keyedContentRules: KindRules = {
  stage: (object) => terminating(object) ?? stageAs("Present", "neutral", at(object, "immutable") === true ? "immutable" : undefined),
  describe: (object) => [
    clause(
      60,
      `${plural([...contentOf(object).keys()].length, "key")}${contentOf(object).size === 0 ? "" : `: ${listed([...contentOf(object).keys()])}`}`,
    ),
  ],
  changes: ({ before, after }) => {
    const then = contentOf(before);
    const now = contentOf(after);
    const changed = [...new Set([...then.keys(), ...now.keys()])].filter((key) => then.get(key) !== now.get(key));
    if (changed.length === 0) return [];
    return [
      clause(70, `${nounFor(changed.length, "key")} ${listed(changed.map((key) => inShort(key, 60)))} changed`, {
        brief: `keys ${listed(changed, 2)}`,
        why: "mounted volumes show the change within about a minute, environment variables only after a restart",
      }),
    ];
  },
};

export const keyedContentProgress: ProgressRules = {
  verdict: () => ({ ready: true, failed: false, complete: false }),
};

function contentOf(object: KubeObject): ReadonlyMap<string, string> {
  const members = ["data", "binaryData", "stringData"].flatMap((field) => {
    const map = at(object, field);
    return typeof map === "object" && map !== null ? Object.entries(map) : [];
  });
  return new Map(members.map(([key, value]) => [key, typeof value === "string" ? value : jsonText(value)]));
}
