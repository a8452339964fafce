import { useState } from "preact/hooks";
import { printable } from "../../../io/printable.js";
import { plural } from "../../../lifecycle/narration/words.js";
import type { TrendData } from "../../view/comparison/comparison-data.js";
import { type PlottedSample, type TrendRow, trendGroups } from "../../view/comparison/trend-rows.js";
import { switchSession } from "../state/links.js";
import { sessionNames } from "./comparison-state.js";
import { WideTable } from "./wide-table.js";

const maxGroups = 200;

/** Several runs against several: what the numbers mean in sentences, the runs that diverged, and every milestone with a dot for each run. */
export function TrendView({ trends }: { readonly trends: TrendData }) {
  const hasChanged = trends.trends.some(({ verdict }) => verdict === "slower" || verdict === "faster");
  const [changed, setChanged] = useState(hasChanged);
  const groups = trendGroups(trends, changed);
  return (
    <>
      <section class="compared-head" aria-label="Verdict">
        {trends.sentences.map((sentence, i) => (
          <p key={sentence} class={i === 0 ? "compared-headline" : ""}>
            {printable(sentence, 1000)}
          </p>
        ))}
        <dl class="compared-runs">
          {(["baseline", "candidate"] as const).map((group) => (
            <div key={group}>
              <dt>
                <b class={`side side-${group === "baseline" ? "a" : "b"}`}>{group === "baseline" ? "●" : "■"}</b> {group}
              </dt>
              <dd>
                {plural(trends[group].length, "run")}:{" "}
                {trends[group].map(({ name }) => (
                  <RunName name={name} key={name} />
                ))}
              </dd>
            </div>
          ))}
        </dl>
      </section>
      <Diverged trends={trends} />
      <section class="compared-section" aria-labelledby="trends">
        <div class="compared-title">
          <h2 id="trends">Milestones since each object was created: median (fastest-slowest run)</h2>
          {hasChanged && (
            <label>
              <input type="checkbox" checked={changed} onChange={({ currentTarget }) => setChanged(currentTarget.checked)} /> only slower or
              faster
            </label>
          )}
        </div>
        <WideTable label="Milestones of all runs">
          <thead>
            <tr>
              <th scope="col">Milestone</th>
              <th scope="col" class="number">
                <b class="side side-a">●</b> baseline
              </th>
              <th scope="col" class="number">
                <b class="side side-b">■</b> candidate
              </th>
              <th scope="col" class="plot">
                each run, the fastest to the slowest
              </th>
              <th scope="col" class="number">
                p
              </th>
              <th scope="col">verdict</th>
            </tr>
          </thead>
          {groups.slice(0, maxGroups).map(({ title, rows }) => (
            <tbody key={title}>
              <tr class="group">
                <th scope="rowgroup" colSpan={6}>
                  {printable(title, 300)}
                </th>
              </tr>
              {rows.map((row, i) => (
                <Row row={row} key={i} />
              ))}
            </tbody>
          ))}
        </WideTable>
        {groups.length > maxGroups && <p class="muted">and {plural(groups.length - maxGroups, "more object")}</p>}
      </section>
    </>
  );
}

const tones = { slower: "bad", faster: "good", noise: "ended", "too-few": "ended" } as const;

function Row({ row: { trend, baseline, candidate } }: { readonly row: TrendRow }) {
  const { text, verdict } = trend;
  return (
    <tr>
      <td>{printable(text.milestone, 100)}</td>
      <Sample text={printable(text.baseline, 80)} />
      <Sample text={printable(text.candidate, 80)} />
      <td class="plot">
        <Strips baseline={baseline} candidate={candidate} />
      </td>
      <td class="number">{text.p}</td>
      <td class={`judged tone-${tones[verdict]}`}>{printable(text.verdict, 80)}</td>
    </tr>
  );
}

/** "0.633s (0.477s-0.790s) 1/2": breaks before what is in parentheses only. */
function Sample({ text }: { readonly text: string }) {
  const [median = "", ...range] = text.split(/ (?=\()/);
  return (
    <td class="number sample">
      {median} <span class="nowrap">{range.join(" ")}</span>
    </td>
  );
}

/** A dot for each run, the baseline above; a bar at each median. */
function Strips({ baseline, candidate }: { readonly baseline: PlottedSample; readonly candidate: PlottedSample }) {
  const at = (place: number) => 6 + place * 188;
  return (
    <svg aria-hidden="true" width="200" height="28">
      <line class="axis" x1="6" x2="194" y1="8" y2="8" />
      <line class="axis" x1="6" x2="194" y1="20" y2="20" />
      {baseline.median !== undefined && <line class="median-a" x1={at(baseline.median)} x2={at(baseline.median)} y1="2" y2="14" />}
      {candidate.median !== undefined && <line class="median-b" x1={at(candidate.median)} x2={at(candidate.median)} y1="14" y2="26" />}
      {baseline.dots.map((dot, i) => (
        <circle class="dot-a" cx={at(dot)} cy="8" r="3.5" key={i} />
      ))}
      {candidate.dots.map((dot, i) => (
        <rect class="dot-b" x={at(dot) - 3} y="17" width="6" height="6" key={i} />
      ))}
    </svg>
  );
}

function Diverged({ trends: { parted } }: { readonly trends: TrendData }) {
  if (parted.length === 0) return null;
  return (
    <section class="compared-section" aria-labelledby="diverged">
      <h2 id="diverged">Diverged from the first baseline</h2>
      <ul class="compared-findings">
        {parted.slice(0, maxGroups).map(({ group, run, headline, reasons }) => (
          <li key={run}>
            <p>
              <RunName name={run} /> ({group})
            </p>
            <p class="compared-message">{printable(headline, 1000)}</p>
            {reasons.slice(0, 1).map((reason) => (
              <p class="compared-message" key={reason}>
                {printable(reason, 600)}
              </p>
            ))}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Shows the steps of that run beside the comparison. */
function RunName({ name }: { readonly name: string }) {
  const index = sessionNames.value.indexOf(name);
  const shown = printable(name, 100);
  return index < 0 ? (
    <b>{shown} </b>
  ) : (
    <>
      <button type="button" class="link" onClick={() => switchSession(index)}>
        {shown}
      </button>{" "}
    </>
  );
}
