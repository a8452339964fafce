import { knownByNameText } from "../../model/known-by-name-text.js";
import type { AuditTarget } from "./audit-request.js";

interface NamedObject {
  readonly since: string;
  changes: number;
}

/** Of more objects only the changes are counted. */
const maxObjects = 10_000;
/** So many are named to people. */
const maxListed = 20;

/** Changes of which no state is known: of which objects, how many, and since when. */
export class KnownByName {
  readonly #objects = new Map<string, NamedObject>();
  /** Of further objects. */
  #others = 0;
  #changes = 0;

  add(target: AuditTarget, at: string): void {
    this.#changes++;
    const name = targetText(target);
    const known = this.#objects.get(name);
    if (known !== undefined) known.changes++;
    else if (this.#objects.size < maxObjects) this.#objects.set(name, { since: at, changes: 1 });
    else this.#others++;
  }

  /** For people: one text in all, the first objects by name; undefined where every change has its state. */
  get text(): string | undefined {
    if (this.#changes === 0) return undefined;
    const listed = [...this.#objects]
      .slice(0, maxListed)
      .map(([name, { since, changes }]) => `${name} (${counted(changes, "change")} from ${since})`);
    const more = this.#objects.size - listed.length;
    const rest = more > 0 ? `, and ${counted(more, "more object")}` : "";
    const beyond = this.#others > 0 ? `, and ${counted(this.#others, "change")} of others` : "";
    return knownByNameText(
      `states: ${counted(this.#changes, "change")} of ${counted(this.#objects.size, "object")} known by name only, because the audit log has no answer for them ` +
        "(level Request or Metadata)",
      `${listed.join(", ")}${rest}${beyond}`,
    );
  }
}

/** "deployments.apps shop/web"; of a collection, its resource and namespace. */
function targetText({ group, resource, namespace, name }: AuditTarget): string {
  const type = group === "" ? resource : `${resource}.${group}`;
  if (name === undefined) return namespace === undefined ? `${type} (all)` : `${type} in ${namespace}`;
  return `${type} ${namespace === undefined ? "" : `${namespace}/`}${name}`;
}

function counted(count: number, noun: string): string {
  return `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
}
