import { at, countAt, itemsAt, numberAt, textAt, timeAt } from "../../model/fields.js";
import type { KubeObject } from "../../model/kube-object.js";
import { humanDuration, since } from "./age.js";
import { ageColumn, column, nameColumn, type TableKind, text, wide } from "./column.js";
import { documentation } from "./documentation.js";
import { containerColumns } from "./pod-template.js";
import { selectorText } from "./selector-text.js";

export const jobs: TableKind = {
  columns: [
    nameColumn,
    column("Status", "string", "Status of the job.", jobStatus),
    column("Completions", "string", documentation.jobStatus.succeeded, completions),
    column("Duration", "string", "Time required to complete the job.", duration),
    ageColumn,
    ...containerColumns("spec", "template"),
    wide("Selector", documentation.jobSpec.selector, (object) => selectorText(object, "spec", "selector") || "<none>"),
  ],
};

export const cronJobs: TableKind = {
  columns: [
    nameColumn,
    column("Schedule", "string", documentation.cronJobSpec.schedule, (object) => text(object, "spec", "schedule")),
    column("Timezone", "string", documentation.cronJobSpec.timeZone, (object) => text(object, "spec", "timeZone") || "<none>"),
    column("Suspend", "boolean", documentation.cronJobSpec.suspend, suspended),
    column("Active", "integer", documentation.cronJobStatus.active, (object) => itemsAt(object, "status", "active").length),
    column("Last Schedule", "string", documentation.cronJobStatus.lastScheduleTime, (object, nowMs) => {
      const lastMs = timeAt(object, "status", "lastScheduleTime");
      return lastMs === undefined ? "<none>" : since(lastMs, nowMs);
    }),
    ageColumn,
    ...containerColumns("spec", "jobTemplate", "spec", "template"),
    wide(
      "Selector",
      documentation.jobSpec.selector,
      (object) => selectorText(object, "spec", "jobTemplate", "spec", "selector") || "<none>",
    ),
  ],
};

function jobStatus(job: KubeObject): string {
  if (hasCondition(job, "Complete")) return "Complete";
  if (hasCondition(job, "Failed")) return "Failed";
  if (textAt(job, "metadata", "deletionTimestamp") !== undefined) return "Terminating";
  if (hasCondition(job, "Suspended")) return "Suspended";
  return hasCondition(job, "FailureTarget") ? "FailureTarget" : "Running";
}

function hasCondition(job: KubeObject, type: string): boolean {
  const condition = itemsAt(job, "status", "conditions").find((candidate) => textAt(candidate, "type") === type);
  return textAt(condition, "status") === "True";
}

/** A work queue Job does not set its number of completions. */
function completions(job: KubeObject): string {
  const succeeded = countAt(job, "status", "succeeded");
  const wanted = numberAt(job, "spec", "completions");
  if (wanted !== undefined) return `${succeeded}/${wanted}`;
  const parallelism = countAt(job, "spec", "parallelism");
  return parallelism > 1 ? `${succeeded}/1 of ${parallelism}` : `${succeeded}/1`;
}

function duration(job: KubeObject, nowMs: number): string {
  const startMs = timeAt(job, "status", "startTime");
  if (startMs === undefined) return "";
  return humanDuration((timeAt(job, "status", "completionTime") ?? nowMs) - startMs);
}

function suspended(cronJob: KubeObject): string {
  const value = at(cronJob, "spec", "suspend");
  if (typeof value !== "boolean") return "<unset>";
  return value ? "True" : "False";
}
