import type { ViewFlags } from "./view-flags.js";

/** What may be typed behind `kubespy trace`. */
export interface TraceFlags extends ViewFlags {
  readonly end?: true;
  readonly all?: true;
}
