import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { comparisonJson } from "../../../src/report/comparison/comparison-json.js";
import { compareBundled } from "../../compare/runs.js";
import { describeInBrowsers } from "../../support/browsers.js";
import { runProgram, temporaryFolder } from "../../support/program.js";

/** The page of a comparison, as a reader opens it. */
describeInBrowsers("the page of a comparison", (browser) => {
  const folder = temporaryFolder();
  afterAll(() => folder[Symbol.dispose]());
  const file = join(folder.path, "compared.html");
  let comparison: { readonly headline: string; readonly milestones: readonly { readonly text: Readonly<Record<string, string>> }[] };

  beforeAll(async () => {
    const { code, stderr } = await runProgram(["report", "pod-nginx", "pod-bad-image-tag", "-o", file]);
    expect(code, stderr).toBe(0);
    comparison = JSON.parse(JSON.stringify(comparisonJson(await compareBundled("pod-nginx", "pod-bad-image-tag"))));
  }, 60_000);

  it("says what the terminal says, shows both diffs of the divergence, and goes to the frames of each run", async () => {
    await using opened = await browser().open(file);
    const { page } = opened;
    const textOf = (selector: string) => page.$eval(selector, ({ textContent }) => textContent ?? "");
    await page.waitForSelector(".compared-headline");
    expect(await textOf(".compared-headline")).toBe(comparison.headline);
    await expect.poll(() => page.$$eval(".compared-step .changes", (all) => all.length)).toBe(2);
    expect(await textOf(".compared-step.lane-b")).toContain("ErrImagePull");
    expect(await page.$$eval(".lane canvas", (all) => all.length)).toBeGreaterThanOrEqual(2);

    const rows = await page.$$eval(".compared-table tbody tr:not(.group) td:first-child", (all) =>
      all.map(({ textContent }) => textContent),
    );
    for (const { text } of comparison.milestones) if (text["difference"] !== "=") expect(rows).toContain(text["milestone"]);

    await page.click(".compared-step.lane-b .frame");
    await expect.poll(() => textOf("[data-pane=step]")).toContain("#11");
    expect(await textOf("[data-pane=step]")).toContain("ErrImagePull");
    const [created, diverged] = await page.$$(".lanes .choices button");
    expect(await created?.evaluate((button) => button.getAttribute("aria-pressed"))).toBe("true");
    await diverged?.click();
    await expect.poll(() => textOf(".lanes .bar")).toContain("0s is the first divergence (Pod/nginx)");
    expect([opened.complaints, opened.requests, browser().left]).toEqual([[], [], []]);
  }, 60_000);
});
