import type { CredentialSpan } from "../credentials/credential-span.js";
import type { Place } from "../policy/place.js";

/** What a user asked to keep or to remove beyond what the level says. */
export interface ShareRules {
  /** What the most specific rule says of a value; undefined: no rule is about it. Called for every value of every revision. */
  actionAt(place: Place): "keep" | "remove" | undefined;
  /** Where patterns that are to be removed occur in a text: in order, none touching another. */
  spansIn(text: string): readonly CredentialSpan[];
  /**
   * As typed, for the manifest, without those that were about nothing so far: they kept and removed nothing, and may name what is in other sessions. A
   * pattern may say what it removes, so that only their number is given.
   */
  readonly kept: readonly string[];
  readonly removedPaths: readonly string[];
  readonly removedPatterns: number;
  /** Rules that were about nothing so far. One that was typed is most likely a mistake (`assertMatched`); one of a file may be meant for other sessions. */
  unmatched(): readonly UnmatchedRule[];
}

export interface UnmatchedRule {
  /** As typed. */
  readonly text: string;
  /** "--keep", or the line in the file: "kubespy-share.yaml:4:5". */
  readonly where: string;
  readonly isTyped: boolean;
}

export const noRules: ShareRules = {
  actionAt: () => undefined,
  spansIn: () => [],
  kept: [],
  removedPaths: [],
  removedPatterns: 0,
  unmatched: () => [],
};
