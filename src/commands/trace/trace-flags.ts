import type { ViewFlags } from "../common/view-flags.js";

/** The flags of `kubespy trace`. */
export interface TraceFlags extends ViewFlags {
  readonly end?: true;
  readonly all?: true;
}
