import type { IdentityFlags } from "../common/identity-flags.js";
import type { TimeFlag } from "../common/time-flag.js";

/** The flags of `kubespy compare`. */
export interface CompareFlags extends IdentityFlags, TimeFlag {
  readonly baseline?: readonly string[];
  readonly candidate?: readonly string[];
  readonly keep?: "nodes";
  readonly exitCode?: true;
  /** Everything, on a terminal too. */
  readonly all?: true;
  /** How much later a milestone may be, as a share: 0.2 of "slower=20%". */
  readonly failOn?: number;
  readonly output: "text" | "json" | "markdown";
  readonly db?: string;
  readonly report?: string;
}
