import type { Role } from "../match/align-runs.js";
import type { Substitutions } from "../run/normalise.js";
import { type Side, sides } from "../sides.js";

/** The names to ignore when objects of both runs are compared: generated ones, and those that people chose differently for one role. */
export interface NameSubstitutions {
  readonly a: Substitutions;
  readonly b: Substitutions;
  /** A common word for the different names that people chose; only used to decide whether two texts say the same, never shown. */
  readonly chosen: { readonly a: ReadonlyMap<string, string>; readonly b: ReadonlyMap<string, string> };
}

/** `keepNodes`: names of nodes are compared as they are. */
export function nameSubstitutions(roles: readonly Role[], keepNodes: boolean): NameSubstitutions {
  const generated = { a: new Map<string, string>(), b: new Map<string, string>() };
  const chosen = { a: new Map<string, string>(), b: new Map<string, string>() };
  for (const role of roles) {
    for (const side of sides) {
      const object = role[side]?.object;
      if (object === undefined) continue;
      if (object.naming.stem === undefined || isOwnerGenerated(role, side)) generated[side].set(object.ref.name, `‹${role.title}›`);
      else if (isRenamed(role)) chosen[side].set(object.ref.name, `‹${role.title}›`);
      else if (role.kind === "/Node" && !keepNodes) generated[side].set(object.ref.name, "‹node›");
    }
  }
  return { a: { names: generated.a, keepNodes }, b: { names: generated.b, keepNodes }, chosen };
}

function isRenamed({ a, b }: Role): boolean {
  return a !== undefined && b !== undefined && a.object.ref.name !== b.object.ref.name;
}

/** A name that extends a generated one is generated as well. */
function isOwnerGenerated({ owner }: Role, side: Side): boolean {
  const object = owner?.[side]?.object;
  return object !== undefined && object.naming.stem === undefined;
}
