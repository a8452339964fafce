import type { RepairBudget } from "../../record/repair/budget.js";

/** What `kubespy record` was told besides its targets, as commander hands it over. Durations in ms. */
export interface RecordFlags {
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly namespace?: string;
  readonly allNamespaces?: true;
  readonly selector?: string;
  readonly fieldSelector?: string;
  readonly only?: true;
  readonly with?: readonly string[];
  readonly for?: number;
  readonly until?: string;
  readonly timeout: number;
  readonly session?: string;
  readonly title?: string;
  readonly db?: string;
  readonly includeSecretValues?: true;
  readonly quiet?: true;
  /** What reading a gap back may cost, where it was said. */
  readonly repair?: RepairBudget;
}
