import type { RemovedCount } from "../../model/session-share.js";
import type { Place } from "../policy/place.js";

/** A value that goes because of where it stands. */
export interface StructuralRemoval {
  /** For people and for counts: "environment variable", "ConfigMap data". */
  readonly what: string;
  /** It stays where it is plainly harmless, or a name that the recording shows elsewhere. */
  readonly unlessHarmless: boolean;
}

/** What `sharing/policy` knows, as far as a share uses it. */
export interface SharePolicy {
  removalAt(value: string | number | boolean, place: Place): StructuralRemoval | undefined;
  isHarmless(value: string): boolean;
  isCommandAt(place: Place): boolean;
  /** The words with each credential in them passed through `hide`. */
  commandWords(words: readonly string[], hide: (value: string) => string): readonly string[];
  /** A text of which parts go because of its place (scripts, settings); undefined for any other. */
  textParts(text: string, place: Place, hide: (value: string) => string): string | undefined;
  /** A key that holds a value (`v:"..."` in managed fields). */
  keyWithoutValue(key: string, place: Place, hide: (value: string) => string): string;
  /** Whether the text is JSON of an object or a list whose values are judged as any others. */
  isDocument(value: string, place: Place): boolean;
}

/** What `sharing/pseudonyms` does, as far as a share uses it. */
export interface PseudonymMap {
  text(text: string): string;
  value(value: string, place: Place): string;
  name(key: string, place: Place): string;
  /** The first identity that is still in a text, of those of at least so many characters. Default: all. */
  identityIn(text: string, minLength?: number): string | undefined;
  counts(): readonly RemovedCount[];
}
