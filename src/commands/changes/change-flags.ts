import type { ViewFlags } from "../common/view-flags.js";

/** What may be typed behind `kubespy status` and `kubespy changes`. */
export interface ChangeFlags extends ViewFlags {
  readonly noise?: true;
}
