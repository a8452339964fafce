import { sides } from "../../../compare/sides.js";
import { printable } from "../../../io/printable.js";
import { plural } from "../../../lifecycle/narration/words.js";
import { noTimeBase } from "../../../report/replay/recorded-value.js";
import { type ComparisonData, changesOf } from "../../view/comparison/comparison-data.js";
import { shownChanges } from "../../view/steps/shown-change.js";
import { ChangeList } from "../panes/change-list.js";
import { RunFrame, SideMark } from "./run-frame.js";
import { WideTable } from "./wide-table.js";

const maxRows = 100;

/** What the two runs were asked for, where that differs. */
export function SpecsSection({ comparison: { specs, roles } }: { readonly comparison: ComparisonData }) {
  if (specs.length === 0) return null;
  return (
    <section class="compared-section" aria-labelledby="specs">
      <h2 id="specs">Spec differences, from A to B</h2>
      {specs.slice(0, maxRows).map(({ role, text, frames, changes: own }, i) => {
        const { changes, more } = shownChanges(changesOf(own), noTimeBase);
        return (
          <div key={i} class="compared-spec">
            <h3>
              {printable(roles[role]?.title ?? "", 300)} <span class="muted">{printable(text, 200)}</span>{" "}
              {sides.map((side) => {
                const frame = frames[side];
                return (
                  frame !== undefined && (
                    <span key={side}>
                      <SideMark side={side} /> <RunFrame side={side} sequence={frame.sequence} />{" "}
                    </span>
                  )
                );
              })}
            </h3>
            <ChangeList changes={changes} more={more} />
          </div>
        );
      })}
      <More all={specs.length} noun="difference" />
    </section>
  );
}

/** Reasons of Kubernetes Events that the runs have in different numbers. */
export function EventsSection({ comparison: { events } }: { readonly comparison: ComparisonData }) {
  const differing = events.filter(({ a, b }) => a !== b);
  if (differing.length === 0) return null;
  return (
    <section class="compared-section" aria-labelledby="events">
      <h2 id="events">Kubernetes Events that differ in number</h2>
      <WideTable label="Events by reason">
        <thead>
          <tr>
            <th scope="col">About</th>
            <th scope="col">Reason</th>
            <th scope="col" class="number">
              <SideMark side="a" />
            </th>
            <th scope="col" class="number">
              <SideMark side="b" />
            </th>
          </tr>
        </thead>
        <tbody>
          {differing.slice(0, maxRows).map(({ kind, reason, warning, a, b }, i) => (
            <tr key={i}>
              <td>{printable(kind, 60)}</td>
              <td>
                {printable(reason, 100)} {warning && <span class="badge tone-warning">Warning</span>}
              </td>
              <td class="number">{a}</td>
              <td class="number">{b}</td>
            </tr>
          ))}
        </tbody>
      </WideTable>
      <More all={differing.length} noun="reason" />
    </section>
  );
}

/** How each object ended; those that differ first. */
export function FinalsSection({ comparison: { finals, roles } }: { readonly comparison: ComparisonData }) {
  if (finals.length === 0) return null;
  const sorted = [...finals.filter(({ same }) => !same), ...finals.filter(({ same }) => same)];
  return (
    <section class="compared-section" aria-labelledby="finals">
      <h2 id="finals">Final stages</h2>
      <WideTable label="Final stages of each object">
        <thead>
          <tr>
            <th scope="col">Object</th>
            <th scope="col">
              <SideMark side="a" />
            </th>
            <th scope="col">
              <SideMark side="b" />
            </th>
          </tr>
        </thead>
        <tbody>
          {sorted.slice(0, maxRows).map((final, i) => (
            <tr key={i} class={final.same ? "muted" : ""}>
              <td>{printable(roles[final.role]?.title ?? "", 300)}</td>
              {sides.map((side) => (
                <td key={side} class={final.same ? "" : `tone-${final[side]?.tone ?? "neutral"}`}>
                  {printable(final.text[side] ?? "absent", 120)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </WideTable>
      <More all={finals.length} noun="object" />
    </section>
  );
}

function More({ all, noun }: { readonly all: number; readonly noun: string }) {
  return all > maxRows ? <p class="muted">and {plural(all - maxRows, `more ${noun}`)}</p> : null;
}
