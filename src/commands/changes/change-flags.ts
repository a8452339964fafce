import type { ViewFlags } from "../common/view-flags.js";

/** The flags of `kubespy status` and `kubespy changes`. */
export interface ChangeFlags extends ViewFlags {
  readonly noise?: true;
  /** Of `changes` only. */
  readonly by?: readonly string[];
}
