import { createReadStream, readdirSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { analyse } from "../../../src/interpret/analyse.js";
import type { SessionAnalysis } from "../../../src/interpret/session-analysis.js";
import { printable } from "../../../src/io/printable.js";
import type { SessionSummary } from "../../../src/model/session.js";
import { openRecording } from "../../../src/recording/node/open-recording.js";
import { type SessionVerdict, verdictOf } from "../../../src/report/verdict/verdict.js";
import { projectRoot } from "../../support/program.js";

interface Analysed {
  readonly summary: SessionSummary;
  readonly analysis: SessionAnalysis;
}

async function analysed(name: string): Promise<Analysed> {
  const reader = await openRecording(createReadStream(join(projectRoot, "recordings", `${name}.kubespy.gz`)), { name });
  try {
    return { summary: reader.summary, analysis: await analyse(reader) };
  } finally {
    await reader.close();
  }
}

function textOf({ sentences }: SessionVerdict): string {
  return sentences.map(({ text }) => text).join(" ");
}

it("of each bundled recording, a verdict says what happened, why, and what was not seen", async () => {
  const texts: string[] = [];
  for (const file of readdirSync(join(projectRoot, "recordings")).filter((name) => name.endsWith(".kubespy.gz"))) {
    const { summary, analysis } = await analysed(file.replace(".kubespy.gz", ""));
    const { sentences, tone } = verdictOf(summary, analysis);
    const lines = sentences.map(({ kind, text, sequence }) => `  ${kind}: ${text}${sequence === undefined ? "" : ` #${sequence}`}`);
    texts.push(`${file} (${tone})\n${lines.join("\n")}\n`);
  }
  await expect(texts.join("\n")).toMatchFileSnapshot("__snapshots__/verdicts.txt");
});

it("of a session that is still being recorded, a verdict says how things are now, and never how they ended", async () => {
  const names = readdirSync(join(projectRoot, "recordings")).filter((name) => name.endsWith(".kubespy.gz"));
  for (const name of names.map((file) => file.replace(".kubespy.gz", ""))) {
    const { summary, analysis } = await analysed(name);
    const { end: _, ...running } = summary;
    for (const targets of [summary.header.targets, ["pods", "deploy", "rs", "jobs"]]) {
      const verdict = verdictOf({ ...running, state: "recording", header: { ...summary.header, targets } }, analysis);
      const text = verdict.sentences.flatMap((sentence) => (sentence.kind === "outcome" ? [sentence.text] : [])).join(" ");
      expect(text, name).not.toMatch(/\b(?:at the end|end of recording|did not|all were|it was)\b/);
      expect(verdict.tone, name).not.toBe("good");
    }
  }
});

describe("a session without findings reassures only where everything was seen", () => {
  let nginx: Analysed;
  beforeAll(async () => {
    const { summary, analysis } = await analysed("pod-nginx");
    const end = { ...summary.end, verification: { verified: true, possibleLosses: 0 } } as SessionSummary["end"];
    nginx = { summary: { ...summary, ...(end === undefined ? {} : { end }) }, analysis };
  });

  const verdictWith = ({ header, ...summary }: Partial<SessionSummary>, analysis: Partial<SessionAnalysis> = {}) =>
    verdictOf({ ...nginx.summary, ...summary, header: { ...nginx.summary.header, ...header } }, { ...nginx.analysis, ...analysis });

  it("where it was", () => {
    const verdict = verdictWith({});
    expect(textOf(verdict)).toBe("Pod/nginx became Ready in 554ms and was deleted at +8.356s. No findings. Complete, verified at the end.");
    expect(verdict.tone).toBe("good");
  });

  const header = (fields: Partial<SessionSummary["header"]>) => fields as SessionSummary["header"];
  const end = { endedAt: "", offsetMs: 1, outcome: "signal" } as const;
  const coverage: SessionAnalysis["coverage"] = { hasEvents: true, unrecorded: [], otherWarnings: [] };
  const ref = { uid: "u", apiVersion: "v1", kind: "Pod", name: "web" } as SessionAnalysis["objects"][number]["ref"];
  it.each<[string, Partial<SessionSummary>, Partial<SessionAnalysis>]>([
    ["Complete but for 2 gaps.", { end: { ...end, verification: { verified: true, possibleLosses: 2 } } }, {}],
    ["End not verified: skipped.", { end: { ...end, verification: { verified: false, possibleLosses: 0, reason: "skipped" } } }, {}],
    ["Not recorded: events in namespace shop.", { header: header({ omissions: ["events in namespace shop: forbidden"] }) }, {}],
    ["Arrival times unknown (imported).", { header: header({ times: "derived" }) }, {}],
    ["2 warning Events that belong to no finding.", {}, { coverage: { ...coverage, otherWarnings: [{ ref, reason: "X", count: 2 }] } }],
    ["Warning Events about 1 object that was not recorded.", {}, { coverage: { ...coverage, unrecorded: [{ ref, warnings: 3 }] } }],
    ["Not examined: further objects, as more than 9 existed at the same time.", {}, { coverage: { ...coverage, maxExamined: 9 } }],
    ["7 objects, which are too many to follow, are left out.", {}, { objectsLeftOut: 7 }],
  ])("else it says: %s", (limit, summary, analysis) => {
    const verdict = verdictWith(summary, analysis);
    expect(textOf(verdict)).toMatch(/No findings\. /);
    expect(textOf(verdict).endsWith(limit), textOf(verdict)).toBe(true);
    expect(verdict.tone).not.toBe("good");
  });

  it("while it is still recording, and where its targets were not seen", () => {
    const { end: _, ...running } = nginx.summary;
    const verdict = verdictOf({ ...running, state: "recording" }, nginx.analysis);
    expect([textOf(verdict).endsWith("End not verified: still recording."), verdict.tone]).toEqual([true, "progress"]);
    const other = verdictWith({ header: header({ targets: ["deploy/web"] }) }, { objects: [] });
    expect([textOf(other), other.tone]).toEqual(["Nothing was seen of deploy/web. No findings. Complete, verified at the end.", "neutral"]);
  });
});

it("recorded text in a verdict steers nothing and is bounded", async () => {
  const { summary, analysis } = await analysed("pod-missing-pvc");
  const versions = analysis.findings.versions.map((finding) => ({ ...finding, message: `\u202e\u001b[31m${"x".repeat(5000)}` }));
  const verdict = verdictOf(summary, { ...analysis, findings: { ...analysis.findings, versions } });
  for (const { text } of verdict.sentences) {
    expect(text).toBe(printable(text));
    expect(text.length).toBeLessThan(1100);
  }
});
