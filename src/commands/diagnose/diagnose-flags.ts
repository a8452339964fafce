import type { IdentityFlags } from "../common/identity-flags.js";
import type { ScopeFlags } from "../common/scope-flags.js";
import type { TimeFlag } from "../common/time-flag.js";

/** The flags of `kubespy diagnose`. Durations in ms. */
export interface DiagnoseFlags extends IdentityFlags, ScopeFlags, TimeFlag {
  readonly output: "text" | "json";
  readonly failOn?: "warning" | "critical";
  readonly at?: string;
  readonly until?: string;
  readonly timeout?: number;
  readonly for?: number;
  readonly session?: string;
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly db?: string;
  readonly report?: string;
}
