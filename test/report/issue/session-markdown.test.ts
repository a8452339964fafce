import { createReadStream } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { markdownOf } from "../../../src/commands/export/markdown-of.js";
import type { Finding } from "../../../src/diagnosis/engine/finding.js";
import { analyse } from "../../../src/interpret/analyse.js";
import type { SessionReader } from "../../../src/model/session.js";
import { openRecording } from "../../../src/recording/node/open-recording.js";
import { sessionMarkdown } from "../../../src/report/issue/session-markdown.js";
import { verdictOf } from "../../../src/report/verdict/verdict.js";
import { collect } from "../../support/histories.js";
import { poisonedReader } from "../../support/poisoned-session.js";
import { projectRoot } from "../../support/program.js";

const interrupt = new AbortController().signal;

async function markdownWith(reader: SessionReader): Promise<string> {
  return (await collect(markdownOf(reader, [], { interrupt }))).join("");
}

async function opened(name: string): Promise<SessionReader> {
  return await openRecording(createReadStream(join(projectRoot, "recordings", `${name}.kubespy.gz`)), { name });
}

describe("a session as a comment on an issue says what happened, why, what proves it and what was not seen", () => {
  it.each(["deployment-bad-rollout", "job-backoff", "pod-nginx"])("%s", async (name) => {
    const reader = await opened(name);
    await expect(await markdownWith(reader)).toMatchFileSnapshot(`__snapshots__/${name}.md`);
    await reader.close();
  });
});

describe("whatever was recorded is text: no markup, link, mention or reference", () => {
  const markup = [
    "\n# heading\n- item\n1. one\n> quote\n```\n~~~\n",
    "<img src=x onerror=alert(1)></details><!-- @octocat @org/team #123 a/b#4 GH-5 !6 ",
    "[a](https://evil.example) https://evil.example www.evil.example <https://evil.example> a@evil.example :100: ",
    "*b* _i_ ~~s~~ `c` `` $m$ |x| &amp; \\",
  ].join("");

  it.each([
    ["pod-bad-image-tag", false],
    ["deployment-bad-rollout", true],
    ["job-backoff", false],
  ] as const)("%s", async (name, all) => {
    const markdown = await markdownWith(await poisonedReader(name, { poison: markup, all }));
    const { text, openFences } = outsideOfCode(markdown);
    expect(openFences).toBe(0);
    const plain = text
      .replace(/<\/?(?:details|summary)>/g, "")
      .replaceAll("**", "")
      .replace(/^\|.*\|$/gm, (row) => row.replace(/ \| |^\||\|$/g, " "));
    const live = plain
      .replace(/\\[^a-z0-9\s]/gi, "")
      .replace(/&(?:amp|lt|gt|#\d+);/g, "\u0000")
      .split("\n")
      .filter(
        (line) => /[<>`_*~[\]|$&]|[@#!](?=\w)|https?:\/\/|www\.|GH-\d|:100:/.test(line) || /^\s*(?:#(?!##? )|>|\d+[.)] |\+ )/.test(line),
      );
    expect(live.slice(0, 5).map((line) => line.slice(0, 400))).toEqual([]);
  });
});

/** What GitHub reads as Markdown: without the blocks and spans of code. */
function outsideOfCode(markdown: string): { readonly text: string; readonly openFences: number } {
  let fence: string | undefined;
  const lines: string[] = [];
  for (const line of markdown.split("\n")) {
    const [, ticks] = /^ *(`{3,})[a-z]*$/.exec(line) ?? [];
    if (fence === undefined && ticks !== undefined) fence = ticks;
    else if (fence !== undefined) {
      if (ticks !== undefined && ticks.length >= fence.length) fence = undefined;
    } else lines.push(line.replace(/(?<![`\\])(`+)(?!`)(.*?)(?<!`)\1(?!`)/g, ""));
  }
  return { text: lines.join("\n"), openFences: fence === undefined ? 0 : 1 };
}

describe("at most 60,000 characters", () => {
  it("what has no room is left out in words, never in the middle of a block", async () => {
    const reader = await opened("deployment-bad-rollout");
    const analysis = await analyse(reader);
    const { summary } = reader;
    await reader.close();
    const many = <T>(count: number, make: (i: number) => T): readonly T[] => Array.from({ length: count }, (_, i) => make(i));
    const long = "<@#".repeat(700);
    const [{ siblingKey: _, ...first }] = analysis.findings.versions as readonly [Finding, ...Finding[]];
    const versions = many(300, (i): Finding => ({ ...first, message: `${i} ${long}`, causes: [], advice: [long], sinceMs: i }));
    const objects = many(2000, (i) => ({ ...(analysis.objects[i % 6] as (typeof analysis.objects)[number]) }));
    const markdown = sessionMarkdown({
      verdict: verdictOf(summary, analysis),
      summary: {
        ...summary,
        header: { ...summary.header, title: long, description: long, omissions: many(500, (i) => `x${i}: ${long}`), targets: [long] },
      },
      analysis: {
        ...analysis,
        objects,
        findings: { ...analysis.findings, versions, states: [{ sequence: 1, findings: many(300, (i) => i) }] },
      },
      markers: many(100, (i) => ({ offsetMs: i, text: long })),
      changes: [],
      events: [],
      warnings: many(100, () => long),
      file: "web.kubespy.gz",
    });
    expect(markdown.length).toBeLessThanOrEqual(60_000);
    expect(markdown).toMatch(/Left out: \d+ more findings\. `kubespy diagnose web\.kubespy\.gz` shows all\./);
    expect(markdown).toContain("and 1940 more objects");
    expect(outsideOfCode(markdown).openFences).toBe(0);
  });
});
