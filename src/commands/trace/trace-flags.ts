import type { ViewFlags } from "../common/view-flags.js";

/** What may be typed behind `kubespy trace`. */
export interface TraceFlags extends ViewFlags {
  readonly end?: true;
  readonly all?: true;
}
