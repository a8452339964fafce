import type { Finding } from "../../../diagnosis/engine/finding.js";
import { printable } from "../../../io/printable.js";
import type { StepRow } from "../../view/steps/step-requests.js";
import { formatMoment, type TimeContext } from "../../view/times.js";
import { gridCell, gridRow } from "../ui/grid-roles.js";
import { StageLabel } from "../ui/stage.js";

interface StepRowProps {
  readonly sequence: number;
  /** From 0. */
  readonly index: number;
  readonly isCurrent: boolean;
  /** Undefined while it is being read. */
  readonly row: StepRow | undefined;
  readonly times: TimeContext;
  /** That cite it. */
  readonly findings: readonly Finding[];
}

/** The words of the signs, for who does not see them. */
const signWords: Readonly<Record<string, string>> = {
  "+": "added",
  "~": "changed",
  "-": "deleted",
  "·": "Event",
  "!": "warning",
  "/": "gap",
  " ": "only noise",
};

/** One step in the list. */
export function StepRowView({ sequence, index, isCurrent, row, times, findings }: StepRowProps) {
  const place = { ...gridRow, id: `step-${sequence}`, "aria-rowindex": index + 2, "aria-selected": isCurrent, "data-sequence": sequence };
  const classes = ["step-row", isCurrent && "current", row?.isWarning && "warning", row?.isMeaningful === false && "noise"];
  return (
    <div {...place} class={classes.filter(Boolean).join(" ")}>
      <span {...gridCell} class="step-sign" title={signWords[row?.sign ?? ""]}>
        <span aria-hidden="true">{row?.sign ?? ""}</span>
        <span class="only-heard">{signWords[row?.sign ?? ""] ?? ""}</span>
      </span>
      <span {...gridCell} class="step-sequence">
        #{sequence}
      </span>
      <span {...gridCell} class="step-time">
        {row === undefined || Number.isNaN(row.offsetMs) ? "" : formatMoment(row.offsetMs, times)}
      </span>
      <span {...gridCell} class="step-object" title={row?.title}>
        {row === undefined ? "" : row.kind === "gap" ? "GAP" : row.title}
      </span>
      <span {...gridCell} class="step-words" title={row?.sentence}>
        {row === undefined ? <span class="muted">reading…</span> : <StepWords row={row} findings={findings} />}
      </span>
    </div>
  );
}

const severityTones = { critical: "bad", warning: "warning", info: "neutral" } as const;

function StepWords({ row, findings }: { readonly row: StepRow; readonly findings: readonly Finding[] }) {
  const showsStage = row.stage !== undefined && (row.trail.length > 0 || row.isKubeEvent || row.sign === "+" || row.sign === "-");
  return (
    <>
      {findings.map((finding) => (
        <span
          class={`badge tone-${severityTones[finding.severity]}`}
          key={finding.class + finding.sinceMs}
          title={`evidence of ${printable(finding.class, 100)}`}
        >
          ◆ {printable(finding.class, 60)}
        </span>
      ))}
      {row.flags.map((flag) => (
        <span class={`badge ${row.kind !== "object" && row.isWarning ? "tone-bad" : ""}`} key={flag}>
          {flag}
        </span>
      ))}
      {showsStage && row.stage !== undefined && <StageLabel stage={row.stage} trail={row.trail} />} {row.sentence}
    </>
  );
}
