import type { RepairBudget } from "../../record/repair/budget.js";
import type { ScopeFlags } from "../common/scope-flags.js";
import type { TimeFlag } from "../common/time-flag.js";

/** The flags of `kubespy record`, as commander parses them. Durations in ms. */
export interface RecordFlags extends ScopeFlags, TimeFlag {
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly only?: true;
  readonly with?: readonly string[];
  readonly for?: number;
  readonly until?: string;
  readonly timeout?: number;
  readonly session?: string;
  readonly title?: string;
  readonly db?: string;
  readonly includeSecretValues?: true;
  readonly redact?: true;
  readonly quiet?: true;
  /** Also write the page of what was recorded. */
  readonly report?: string;
  /** What reading one gap back may cost. */
  readonly repair?: RepairBudget;
}
