import { closest, UsageError } from "../errors.js";
import type { SessionChoice } from "../model/session.js";
import { isSessionName } from "../model/session-name.js";
import { AmbiguousSession, NoSuchSession } from "./session-store.js";

/** What a user calls a session of the store: a name or the beginning of one, or `@latest~2`. */
type SessionReference =
  | { readonly kind: "name"; readonly name: string }
  /** How many sessions are newer. */
  | { readonly kind: "latest"; readonly newer: number };

/** `@latest`, `@latest~` and `@latest~1` (the one before it, as in Git), `@latest~N`; anything else with an `@` is no name. Throws `UsageError`. */
export function parseSessionReference(text: string): SessionReference {
  if (!text.startsWith("@")) return { kind: "name", name: text };
  const [, tilde, digits = ""] = /^@latest(~(\d*))?$/.exec(text) ?? [];
  if (tilde === undefined && text !== "@latest") throw invalidReference(text);
  return { kind: "latest", newer: tilde === undefined ? 0 : digits === "" ? 1 : Number(digits) };
}

function invalidReference(text: string): UsageError {
  // Git's other way to write it: "@latest^", "@latest^^".
  const tilde = text.replace(/\^+(\d{0,9})$/, (carets, digits) => `~${digits === "" ? carets.length : digits}`);
  const [word = "", steps = ""] = tilde.split(/(?=~)/);
  const isNear = (word.length > 1 && "@latest".startsWith(word)) || closest(word, ["@latest"]) !== undefined;
  const meant = `@latest${/^(~\d{0,9})?$/.test(steps) ? steps : "~1"}`;
  return new UsageError(`invalid session "${text}"`, {
    hint: isNear && meant !== text ? `did you mean "${meant}"?` : 'use "@latest" for the newest session, "@latest~1" for the one before it',
  });
}

interface FindSessionOptions<Row> {
  /** Where the sessions are kept, for messages. */
  readonly place: string;
  readonly describe: (row: Row) => SessionChoice;
}

/**
 * The session that a reference means: by its place, its full name, or the beginning of its name that no other one has. Throws `NoSuchSession`,
 * `AmbiguousSession`, or `UsageError` where the reference is invalid.
 */
export function findSession<Row extends { readonly name: string }>(
  text: string,
  newestFirst: readonly Row[],
  { place, describe }: FindSessionOptions<Row>,
): Row {
  const reference = parseSessionReference(text);
  const [found, ...others] = meantBy(reference, newestFirst);
  if (found === undefined)
    throw new NoSuchSession(
      text,
      place,
      newestFirst.map(({ name }) => name),
    );
  if (others.length > 0) throw new AmbiguousSession(text, [found, ...others].map(describe));
  return found;
}

function meantBy<Row extends { readonly name: string }>(reference: SessionReference, newestFirst: readonly Row[]): readonly Row[] {
  if (reference.kind === "latest") return newestFirst.slice(reference.newer, reference.newer + 1);
  const { name } = reference;
  const exact = newestFirst.filter((row) => row.name === name);
  return exact.length > 0 || name === "" ? exact : newestFirst.filter((row) => row.name.startsWith(name));
}

/** Throws `UsageError` for what cannot be the name of a session. */
export function assertSessionName(name: string): void {
  if (isSessionName(name)) return;
  throw new UsageError(`invalid session name "${name}"`, {
    hint: "use lower-case letters, digits, '.', '_' and '-', starting with a letter or digit, at most 100 characters",
  });
}
