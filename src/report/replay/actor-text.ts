import type { Actor } from "../../model/actor.js";

/** Who asked for a change, on one line: `alice as system:admin, patch of scale, kubectl/v1.36.2 (linux/amd64), from 10.0.0.7`. Make it printable. */
export function actorText({ user, as, verb, subresource, userAgent, sources = [] }: Actor): string {
  const parts = [
    as === undefined ? user : `${user} as ${as}`,
    subresource === undefined ? verb : `${verb} of ${subresource}`,
    userAgent ?? "",
    sources.length === 0 ? "" : `from ${sources.join(", ")}`,
  ];
  return parts.filter((part) => part !== "").join(", ");
}
