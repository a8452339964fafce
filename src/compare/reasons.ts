import type { Finding } from "../diagnosis/engine/finding.js";
import type { FindingPair } from "./finding-pairs.js";

/** Both runs met it, each for another reason: of one class and yet another matter, as two probes of a container. */
export function differInReason({ a, b }: FindingPair): boolean {
  return a !== undefined && b !== undefined && gist(a) !== gist(b);
}

/** What a finding says, without what differs from run to run: counts and the plurals with them, times, addresses, generated names. */
function gist({ message, object }: Finding): string {
  const own = [object.name, object.namespace ?? ""].filter((name) => name !== "");
  const words = message.split(/\s+/);
  const telling = words.filter(
    (word, i) => !own.some((name) => word.includes(name)) && (!/\d/.test(word) || words[i - 1] === "code") && !/^(is|are)$/.test(word),
  );
  return telling.map((word) => word.replace(/s?[.,;:]?$/, "")).join(" ");
}
