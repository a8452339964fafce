import { sides } from "../../../compare/sides.js";
import { printable } from "../../../io/printable.js";
import { plural } from "../../../lifecycle/narration/words.js";
import type { ComparisonData } from "../../view/comparison/comparison-data.js";
import { type MilestoneRow, milestoneGroups } from "../../view/comparison/milestone-rows.js";
import { onlyDiffering } from "./comparison-state.js";
import { RunFrame, SideMark } from "./run-frame.js";
import { WideTable } from "./wide-table.js";

const maxGroups = 200;

/** When both runs reached each milestone, since the creation of its object; a line shows how far apart. */
export function MilestonesSection({ comparison }: { readonly comparison: ComparisonData }) {
  const { milestones } = comparison;
  if (milestones.length === 0) return null;
  const groups = milestoneGroups(comparison, onlyDiffering.value);
  return (
    <section class="compared-section" aria-labelledby="milestones">
      <div class="compared-title">
        <h2 id="milestones">{comparison.milestonesTitle}</h2>
        <label>
          <input
            type="checkbox"
            checked={onlyDiffering.value}
            onChange={({ currentTarget }) => (onlyDiffering.value = currentTarget.checked)}
          />{" "}
          only what differs
        </label>
      </div>
      {groups.length === 0 ? (
        <p class="muted">{plural(milestones.length, "milestone")}, all at the same time</p>
      ) : (
        <WideTable label="Times of milestones">
          <thead>
            <tr>
              <th scope="col">Milestone</th>
              <th scope="col" class="number">
                <SideMark side="a" />
              </th>
              <th scope="col" class="number">
                <SideMark side="b" />
              </th>
              <th scope="col" class="number">
                B − A
              </th>
              <td class="plot" />
            </tr>
          </thead>
          {groups.slice(0, maxGroups).map(({ title, rows }, i) => (
            <tbody key={`${i} ${title}`}>
              <tr class="group">
                <th scope="rowgroup" colSpan={5}>
                  {printable(title, 300)}
                </th>
              </tr>
              {rows.map((row, place) => (
                <Row row={row} key={place} />
              ))}
            </tbody>
          ))}
        </WideTable>
      )}
      {groups.length > maxGroups && <p class="muted">and {plural(groups.length - maxGroups, "more object")}</p>}
    </section>
  );
}

function Row({ row: { milestone, places, differs } }: { readonly row: MilestoneRow }) {
  const { text } = milestone;
  return (
    <tr class={differs ? "" : "muted"}>
      <td>{printable(text.milestone, 100)}</td>
      {sides.map((side) => {
        const time = milestone[side];
        return (
          <td class="number" key={side}>
            {printable(text[side], 40)} {time !== undefined && <RunFrame side={side} sequence={time.sequence} />}
          </td>
        );
      })}
      <td class="number">{printable(text.difference, 40)}</td>
      <td class="plot">
        <Line places={places} />
      </td>
    </tr>
  );
}

/** Each run where it reached the milestone; the line between is how much longer the other took. */
function Line({ places: { a, b } }: { readonly places: MilestoneRow["places"] }) {
  const at = (place: number) => 6 + place * 188;
  const isLater = a !== undefined && b !== undefined && b > a;
  return (
    <svg aria-hidden="true" width="200" height="16">
      <line class="axis" x1="6" x2="194" y1="8" y2="8" />
      {a !== undefined && b !== undefined && <line class={isLater ? "longer-b" : "longer-a"} x1={at(a)} x2={at(b)} y1="8" y2="8" />}
      {a !== undefined && <circle class="dot-a" cx={at(a)} cy="8" r="4" />}
      {b !== undefined && <rect class="dot-b" x={at(b) - 3.5} y="4.5" width="7" height="7" />}
    </svg>
  );
}
