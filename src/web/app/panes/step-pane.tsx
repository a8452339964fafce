import { printable } from "../../../io/printable.js";
import { useStepDetail } from "./step-detail.js";

/** What a step means, and what changed. */
export function StepPane() {
  const detail = useStepDetail();
  if (detail === undefined) return <p>Reading…</p>;
  return (
    <>
      <h2>{printable(detail.row.title)}</h2>
      <p>{printable(detail.row.sentence)}</p>
      <ul>
        {detail.changes.map((change) => (
          <li key={change.path}>{printable(change.path)}</li>
        ))}
      </ul>
    </>
  );
}
