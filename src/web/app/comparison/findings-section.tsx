import { type Side, sideName, sides } from "../../../compare/sides.js";
import type { Severity } from "../../../diagnosis/engine/finding.js";
import { printable } from "../../../io/printable.js";
import { bothEnds, plural } from "../../../lifecycle/narration/words.js";
import type { ComparisonData, FindingData } from "../../view/comparison/comparison-data.js";
import { RunFrame, SideMark } from "./run-frame.js";

const maxRows = 100;
const maxMessage = 1200;
const tones: Readonly<Record<Severity, string>> = { critical: "bad", warning: "warning", info: "neutral" };

/** The findings of one run only, the worst first; then those of both. */
export function FindingsSection({ comparison: { findings } }: { readonly comparison: ComparisonData }) {
  if (findings.length === 0) return null;
  const only = findings.filter((pair) => onlyIn(pair) !== undefined);
  const both = findings.filter((pair) => onlyIn(pair) === undefined);
  return (
    <section class="compared-section" aria-labelledby="findings">
      <h2 id="findings">Findings</h2>
      {only.length === 0 && <p class="muted">No finding is in one run only.</p>}
      <ul class="compared-findings">
        {[...only, ...both].slice(0, maxRows).map((pair, i) => (
          <FindingRow pair={pair} key={`${pair.class} ${pair.text.subject} ${i}`} />
        ))}
      </ul>
      {findings.length > maxRows && <p class="muted">and {plural(findings.length - maxRows, "more finding")}</p>}
    </section>
  );
}

function onlyIn({ a, b }: FindingData): Side | undefined {
  return a === undefined ? "b" : b === undefined ? "a" : undefined;
}

function FindingRow({ pair }: { readonly pair: FindingData }) {
  const side = onlyIn(pair);
  const finding = pair.a ?? pair.b;
  if (finding === undefined) return null;
  const shown = side === undefined ? sides : [side];
  const isSame = pair.a?.message === pair.b?.message;
  const { a, b } = pair.counts;
  return (
    <li>
      <p>
        <span class="compared-where">
          {side === undefined ? (
            "both"
          ) : (
            <>
              only <SideMark side={side} />
            </>
          )}
        </span>
        <span class={`badge tone-${tones[finding.severity]}`}>{finding.severity}</span> <b>{printable(pair.class, 60)}</b> on{" "}
        {printable(pair.text.subject, 300)}
        {side === undefined && a !== b && ` (${a} in A, ${b} in B)`}
      </p>
      {shown.map((each) => {
        const own = pair[each];
        if (own === undefined || (side === undefined && isSame && each === "b")) return null;
        return (
          <p class="compared-message" key={each}>
            {side === undefined && !isSame && <b>{sideName(each)}: </b>}
            {pair.text[each] !== undefined && `${printable(pair.text[each], 200)}: `}
            {printable(bothEnds(own.message, maxMessage))}{" "}
            {side === undefined && isSame ? (
              sides.map((of) => (
                <span key={of}>
                  <SideMark side={of} /> <RunFrame side={of} sequence={pair[of]?.firstSequence ?? 1} />{" "}
                </span>
              ))
            ) : (
              <RunFrame side={each} sequence={own.firstSequence} />
            )}
          </p>
        );
      })}
    </li>
  );
}
