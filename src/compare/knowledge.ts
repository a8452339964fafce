import type { Role } from "./align.js";
import type { Knowledge } from "./normalised-diff.js";
import { type Side, sides } from "./sides.js";

/** What the roles say about names: the made-up ones of each run, and those that people chose differently. `nodes`: names of nodes, likewise. */
export function knowledgeOf(roles: readonly Role[], keepNodes: boolean): Knowledge {
  const made = { a: new Map<string, string>(), b: new Map<string, string>() };
  const chosen = { a: new Map<string, string>(), b: new Map<string, string>() };
  for (const role of roles) {
    for (const side of sides) {
      const object = role[side]?.object;
      if (object === undefined) continue;
      if (object.naming.stem === undefined || isBelowMadeUp(role, side)) made[side].set(object.ref.name, `‹${role.title}›`);
      else if (isRenamed(role)) chosen[side].set(object.ref.name, `‹${role.title}›`);
      else if (role.kind === "/Node" && !keepNodes) made[side].set(object.ref.name, "‹node›");
    }
  }
  return { a: { names: made.a, keepNodes }, b: { names: made.b, keepNodes }, chosen };
}

function isRenamed({ a, b }: Role): boolean {
  return a !== undefined && b !== undefined && a.object.ref.name !== b.object.ref.name;
}

/** A name that goes on from a made-up one is made up as well. */
function isBelowMadeUp({ owner }: Role, side: Side): boolean {
  const object = owner?.[side]?.object;
  return object !== undefined && object.naming.stem === undefined;
}
