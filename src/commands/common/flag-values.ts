import { Option } from "commander";
import { UsageError } from "../../errors.js";
import { parseDuration } from "../../io/duration.js";

/** Readers of flag values; each throws `UsageError` naming the flag when the value is invalid. */

/** A duration above 0, in ms; `example` is one that makes sense for the flag. */
export function durationFlag(flag: string, example: string): (text: string) => number {
  return (text) => {
    const ms = parseDuration(text);
    if (ms !== undefined && ms > 0) return ms;
    throw new UsageError(`invalid ${flag} "${text}"`, { hint: `use a number with a unit, such as "${flag} ${example}"` });
  };
}

/** "4", "0.5", "4x". */
export function parseSpeed(text: string): number {
  const speed = Number(/^(\d{0,15}\.?\d{1,15})x?$/i.exec(text)?.[1]);
  if (speed > 0) return speed;
  throw new UsageError(`invalid --speed "${text}"`, { hint: 'use a number above 0, such as "--speed 4" or "--speed 0.5"' });
}

/** In ms; 0 is allowed. */
export function parseIdleLimit(text: string): number {
  const limitMs = parseDuration(text);
  if (limitMs !== undefined) return limitMs;
  throw new UsageError(`invalid --idle-limit "${text}"`, { hint: 'use a number with a unit, such as "--idle-limit 2s"' });
}

/** Of a flag that may be repeated and takes commas. */
export function collectWords(value: string, earlier: readonly string[] | undefined): readonly string[] {
  return [...(earlier ?? []), ...value.split(",").filter((part) => part !== "")];
}

/** Of a flag that may be repeated and takes what may hold a comma, as the path of a file. */
export function collectWhole(value: string, earlier: readonly string[] | undefined): readonly string[] {
  return [...(earlier ?? []), value];
}

/** Only changes that some field managers made. */
export function byOption(): Option {
  return new Option(
    "--by <who>",
    "only changes that this program made, by metadata.managedFields, or this user, by an audit log: a name or the beginning of it, or a pattern (kubectl, helm*); may be repeated",
  ).argParser(collectWords);
}

/** The name of a flag as typed: "--all-namespaces" of "allNamespaces". */
export function flagName(property: string): string {
  return `--${property.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** Throws `UsageError`. */
export function parsePort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port <= 65_535) return port;
  throw new UsageError(`invalid --port "${text}"`, { hint: "use a number from 0 (any free port) to 65535" });
}
