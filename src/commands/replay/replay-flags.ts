import type { IdentityFlags } from "../common/identity-flags.js";
import type { TimeFlag } from "../common/time-flag.js";

/** The flags of `kubespy replay`. */
export interface ReplayFlags extends IdentityFlags, TimeFlag {
  readonly from?: string;
  readonly to?: string;
  readonly at?: string;
  readonly object?: readonly string[];
  readonly by?: readonly string[];
  readonly noise?: true;
  readonly full?: true;
  readonly speed?: number;
  readonly idleLimit?: number;
  readonly plain?: true;
  readonly output: "text" | "json";
  readonly db?: string;
}
