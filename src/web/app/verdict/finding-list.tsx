import { useSignal } from "@preact/signals";
import type { FindingRow, FindingRows } from "../../view/finding-rows.js";
import type { PageSession } from "../state/page-session.js";
import { FindingItem } from "./finding-item.js";

interface FindingListProps {
  readonly session: PageSession;
  readonly rows: FindingRows;
  /** Whether objects are named with their namespace. */
  readonly namespaces: boolean;
  /** On paper nothing can be opened: all is shown. */
  readonly isPrinted?: boolean;
}

/** Shown at once, and added with each press of the button. */
const step = 25;
/** On paper. */
const maxPrinted = 200;

/** The findings, each consequence below its cause; then what is only worth knowing. */
export function FindingList({ rows: { failures, infos }, ...rest }: FindingListProps) {
  return (
    <>
      {failures.length > 0 && <Findings heading="Findings" rows={failures} {...rest} />}
      {infos.length > 0 && <Findings heading="Worth knowing" rows={infos} {...rest} />}
    </>
  );
}

interface FindingsProps extends Omit<FindingListProps, "rows"> {
  readonly heading: string;
  readonly rows: readonly FindingRow[];
}

function Findings({ heading, rows, session, namespaces, isPrinted = false }: FindingsProps) {
  const most = useSignal(isPrinted ? maxPrinted : step);
  const left = rows.length - most.value;
  return (
    <>
      <h3>{heading}</h3>
      <ol class="findings">
        {rows.slice(0, most.value).map((row, i) => (
          <FindingItem
            key={row.number}
            row={row}
            isOpen={isPrinted || (i === 0 && !row.group.finding.resolved)}
            session={session}
            namespaces={namespaces}
          />
        ))}
      </ol>
      {left > 0 && isPrinted && <p>{`And ${left} more, which only the page shows.`}</p>}
      {left > 0 && !isPrinted && (
        <button type="button" class="button" onClick={() => (most.value += step * 4)}>
          {`Show ${Math.min(left, step * 4)} more of ${left}`}
        </button>
      )}
    </>
  );
}
