import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { formatOffset } from "../../../src/io/duration.js";
import { describeInBrowsers } from "../../support/browsers.js";
import { programJson, programOutput } from "../../support/in-process.js";
import { projectRoot, temporaryFolder } from "../../support/program.js";
import { type FindingShown, readFindings, readSteps, readTimeline, type StepShown } from "./read-session.js";

const recordings = readdirSync(join(projectRoot, "recordings"))
  .filter((name) => name.endsWith(".kubespy.gz"))
  .map((name) => name.replace(".kubespy.gz", ""));

describeInBrowsers("that a page says what the terminal says", (browser) => {
  const folder = temporaryFolder();
  afterAll(() => folder[Symbol.dispose]());

  it.each(recordings)("the page of %s says of every step, stage and finding what -o json says", { timeout: 120_000 }, async (name) => {
    const file = join(folder.path, `${name}.html`);
    await programOutput("report", name, "-o", file);
    const [steps, diagnosis, overview] = await Promise.all([
      programJson("replay", name, "--full") as Promise<StepJson[]>,
      programJson("diagnose", name) as Promise<DiagnosisJson[]>,
      programJson("show", name) as Promise<OverviewJson[]>,
    ]);
    await using opened = await browser().open(file, { height: 3000 });
    await opened.page.waitForSelector(".timeline-row, .step");
    // The details of stages are in each step.
    const rows = (await readTimeline(opened.page)).map((row) => row.replace(/ \([^)]*\)(?= (?:\+|from))/g, ""));
    expect(rows.toSorted()).toEqual((overview[0]?.timelines ?? []).map(rowOf).toSorted());
    // Drawing less, it walks faster.
    await opened.page.setViewport({ width: 700, height: 500 });
    expect(await readFindings(opened.page)).toEqual(findingsOf(diagnosis[0]));
    expect(await readSteps(opened.page, steps.length)).toEqual(steps.map(shownOf));
    expect([...opened.complaints, ...opened.requests, ...browser().left]).toEqual([]);
  });
});

interface ObjectJson {
  readonly kind: string;
  readonly name: string;
}

interface StepJson {
  readonly sequence: number;
  readonly observedAt: string;
  readonly object: ObjectJson;
  readonly revision: { readonly involvedObject?: ObjectJson; readonly regarding?: ObjectJson };
  readonly stage: { readonly name: string; readonly detail?: string };
  readonly sentence: string;
  readonly why?: string;
}

function shownOf({ sequence, observedAt, object, revision, stage, sentence, why }: StepJson): StepShown {
  const about = titleOf(revision.involvedObject ?? revision.regarding ?? object);
  const title = object.kind === "Event" ? `Event on ${about}` : about;
  return { sequence, observedAt, title, stage: stage.name, stageDetail: stage.detail, sentence, why, row: [about, sentence] };
}

interface FindingJson {
  readonly severity: string;
  readonly class: string;
  readonly object: ObjectJson;
  readonly container?: string;
  readonly message: string;
  readonly resolved: boolean;
  readonly causes: readonly number[];
  readonly evidence: readonly number[];
}

interface DiagnosisJson {
  readonly findings: readonly FindingJson[];
  readonly groups: readonly { readonly findings: readonly number[] }[];
}

/** By their numbers, from 1: findings that say the same of siblings are one. */
function findingsOf({ findings, groups }: DiagnosisJson = { findings: [], groups: [] }): Readonly<Record<number, FindingShown>> {
  const membersOf = (i: number) => groups.find((group) => group.findings.includes(i))?.findings ?? [i];
  const shown = findings.flatMap((finding, i) => (membersOf(i)[0] === i ? [{ finding, members: membersOf(i) }] : []));
  const numberOf = (i: number) => shown.findIndex(({ members }) => members.includes(i)) + 1;
  return Object.fromEntries(
    shown.map(({ finding: { severity, class: name, object, container, message, resolved, causes }, members }, i) => [
      i + 1,
      {
        severity,
        class: name,
        about: `${members.length > 1 ? `×${members.length} ${object.kind}s` : titleOf(object)}${container === undefined ? "" : `, container ${container}`}`,
        message,
        state: severity === "info" ? undefined : resolved ? "resolved" : "open",
        causes: [...new Set(causes.map(numberOf))],
        evidence: members.flatMap((member) => findings[member]?.evidence ?? []).toSorted((a, b) => a - b),
      },
    ]),
  );
}

interface OverviewJson {
  readonly timelines: readonly {
    readonly object: ObjectJson;
    readonly stages: readonly { readonly fromMs: number; readonly name: string }[];
  }[];
}

/** A row reads out no more; the others are in the steps. */
const maxStages = 12;

/** "Pod/nginx: Created +1.477s to +1.525s, Running from +1.525s" */
function rowOf({ object, stages }: OverviewJson["timelines"][number]): string {
  const parts = stages.slice(0, maxStages).map(({ name, fromMs }, i) => {
    const next = stages[i + 1];
    return next === undefined ? `${name} from ${formatOffset(fromMs)}` : `${name} ${formatOffset(fromMs)} to ${formatOffset(next.fromMs)}`;
  });
  return `${titleOf(object)}: ${parts.join(", ")}`;
}

function titleOf({ kind, name }: ObjectJson): string {
  return `${kind}/${name}`;
}
