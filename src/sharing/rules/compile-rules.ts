import { UsageError } from "../../errors.js";
import type { CredentialSpan } from "../credentials/credential-span.js";
import type { Place } from "../policy/place.js";
import { isIdentifyingField } from "./identifying-fields.js";
import { matchedDepth, matchesKind } from "./match-place.js";
import type { PlacePattern } from "./place-pattern.js";
import type { ShareRule } from "./share-rule.js";
import { noRules, type ShareRules } from "./share-rules.js";

/**
 * Rules to be asked for every value. Of several that are about a value, the most specific one decides:
 *
 *  1. the one that names the value itself, or, of what it is in, the nearest;
 *  2. then the one with more names in it (`*` and `**` are none);
 *  3. then the one that says the kind;
 *  4. then what is to be kept.
 *
 * Patterns over texts apply where no rule keeps the value. The compiled rules count what they were about (`unmatched`), so they belong to one share.
 */
export function compileRules(rules: readonly ShareRule[]): ShareRules {
  return rules.length === 0 ? noRules : new CompiledRules(rules);
}

/** Throws `UsageError` for a typed rule that was about nothing, once the sessions were read: it is most likely a mistake. */
export function assertMatched(rules: ShareRules): void {
  const typed = rules.unmatched().find(({ isTyped }) => isTyped);
  if (typed === undefined) return;
  throw new UsageError(`${typed.where} "${typed.text}" matches nothing in what is shared`, {
    hint: '"--preview" lists what would be removed, and where it is',
  });
}

interface PathRule {
  readonly rule: ShareRule;
  readonly path: PlacePattern;
  readonly names: number;
}

/** Kinds come from the recording: a hostile one may have any number of them. */
const maxKinds = 1000;

class CompiledRules implements ShareRules {
  readonly #rules: readonly ShareRule[];
  readonly #paths: readonly PathRule[];
  readonly #matched = new Set<ShareRule>();
  readonly #byKind = new Map<string, readonly PathRule[]>();
  #lastKind: Pick<Place, "kind" | "apiVersion"> & { readonly paths: readonly PathRule[] } = { kind: "", apiVersion: "", paths: [] };

  constructor(rules: readonly ShareRule[]) {
    this.#rules = rules;
    this.#paths = rules.flatMap((rule) =>
      rule.about.kind === "path" ? [{ rule, path: rule.about.path, names: namesIn(rule.about.path) }] : [],
    );
    this.#lastKind = { kind: "", apiVersion: "", paths: this.#pathsOf({ kind: "", apiVersion: "" }) };
  }

  actionAt(place: Place): "keep" | "remove" | undefined {
    let decisive: PathRule | undefined;
    let decisiveDepth = 0;
    for (const candidate of this.#pathsFor(place)) {
      const depth = matchedDepth(candidate.path, place);
      if (depth === undefined || (candidate.rule.action === "remove" && isIdentifyingField(place))) continue;
      this.#matched.add(candidate.rule);
      if (decisive !== undefined && (depth - decisiveDepth || compareRules(candidate, decisive)) <= 0) continue;
      decisive = candidate;
      decisiveDepth = depth;
    }
    return decisive?.rule.action;
  }

  spansIn(text: string): readonly CredentialSpan[] {
    const spans: CredentialSpan[] = [];
    for (const rule of this.#rules) {
      if (rule.about.kind !== "pattern") continue;
      const ranges = rule.about.pattern.rangesIn(text);
      if (ranges.length > 0) this.#matched.add(rule);
      for (const { start, end } of ranges) spans.push({ start, end, kind: "match of a pattern" });
    }
    return joined(spans);
  }

  get kept(): readonly string[] {
    return this.#matchedRules.filter(({ action }) => action === "keep").map(({ text }) => text);
  }

  get removedPaths(): readonly string[] {
    return this.#matchedRules.filter(({ action, about }) => action === "remove" && about.kind === "path").map(({ text }) => text);
  }

  get removedPatterns(): number {
    return this.#matchedRules.filter(({ about }) => about.kind === "pattern").length;
  }

  get #matchedRules(): readonly ShareRule[] {
    return this.#rules.filter((rule) => this.#matched.has(rule));
  }

  unmatched(): ReturnType<ShareRules["unmatched"]> {
    return this.#rules.filter((rule) => !this.#matched.has(rule)).map(({ text, where, isTyped }) => ({ text, where, isTyped }));
  }

  /** The values of an object come one after the other. */
  #pathsFor({ kind, apiVersion }: Place): readonly PathRule[] {
    const last = this.#lastKind;
    if (last.kind === kind && last.apiVersion === apiVersion) return last.paths;
    const paths = this.#pathsOf({ kind, apiVersion });
    this.#lastKind = { kind, apiVersion, paths };
    return paths;
  }

  #pathsOf(ref: Pick<Place, "kind" | "apiVersion">): readonly PathRule[] {
    const key = JSON.stringify([ref.apiVersion, ref.kind]);
    let paths = this.#byKind.get(key);
    if (paths === undefined) {
      paths = this.#paths.filter(({ path }) => matchesKind(path, ref));
      if (this.#byKind.size >= maxKinds) this.#byKind.clear();
      this.#byKind.set(key, paths);
    }
    return paths;
  }
}

function namesIn({ segments }: PlacePattern): number {
  return segments.flat().filter(({ step }) => step !== "any field" && step !== "any item").length;
}

/** Above 0: the first is more specific, of two that name the same depth. */
function compareRules(a: PathRule, b: PathRule): number {
  return (
    a.names - b.names ||
    Number(a.path.kind !== undefined) - Number(b.path.kind !== undefined) ||
    Number(a.rule.action === "keep") - Number(b.rule.action === "keep")
  );
}

function joined(spans: CredentialSpan[]): readonly CredentialSpan[] {
  if (spans.length < 2) return spans;
  spans.sort((a, b) => a.start - b.start);
  const result: CredentialSpan[] = [];
  for (const span of spans) {
    const last = result.at(-1);
    if (last === undefined || span.start > last.end) result.push(span);
    else if (span.end > last.end) result[result.length - 1] = { ...last, end: span.end };
  }
  return result;
}
