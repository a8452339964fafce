import { join } from "node:path";
import type { Page } from "puppeteer-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { describeInBrowsers, type OpenPage } from "../../support/browsers.js";
import { runProgram, temporaryFolder } from "../../support/program.js";

/** The timeline of a bundled recording: a rollout with an image that does not exist. */
describeInBrowsers("the timeline of a page", (browser) => {
  const folder = temporaryFolder();
  let opened: OpenPage;
  beforeAll(async () => {
    const file = join(folder.path, "page.html");
    const { code, stderr } = await runProgram(["report", "deployment-bad-rollout", "-o", file]);
    expect(code, stderr).toBe(0);
    opened = await browser().open(file);
    await opened.page.waitForSelector("[data-row]");
  }, 120_000);
  afterAll(async () => {
    await opened?.[Symbol.asyncDispose]();
    folder[Symbol.dispose]();
  });

  it("each object has a row below its owner, which says its stages and their times to those who cannot see the bars", async () => {
    const rows = await opened.page.$$eval(".timeline-row", (all) =>
      all.map((row) => `${row.ariaLevel} ${row.getAttribute("aria-expanded")} ${row.querySelector(".only-heard")?.textContent}`),
    );
    expect(rows).toHaveLength(6);
    expect(rows[0]).toMatch(
      /^1 true Deployment web: Created \+1\.477s to \+1\.525s, .*Stalled \(ProgressDeadlineExceeded\) \+23\.490s to /,
    );
    expect(rows[5]).toMatch(/^3 null Pod web-5d8bd76dd7-jrnsr: .*Deleted from \+39\.686s/);
  });

  it("a bar says its stage where the pointer is, and a click shows the step that began it", async () => {
    const { page } = opened;
    // What the page still learns moves the rows: the pointer is put there anew until it is on the bar.
    const tipAt = async (): Promise<string> => {
      await pointAt(page, 0, 30_000);
      return await page.evaluate(() => document.querySelector(".timeline-tip")?.textContent ?? "");
    };
    await expect.poll(tipAt).toMatch(/Deployment\/web.*Stalled \(ProgressDeadlineExceeded\).*for 15\.0s/);
    const { x, y } = await placeOf(page, 0, 30_000);
    await page.mouse.click(x, y);
    await expect.poll(() => page.evaluate(() => location.hash)).toBe("#61");
    await expect.poll(() => page.$eval(".timeline-row[aria-current] .only-heard", (row) => row.textContent)).toMatch(/^Deployment web:/);
  });

  it("the keyboard goes from row to row, through what is in them, and to its step", async () => {
    const { page } = opened;
    await page.focus('[data-row="0"]');
    await page.keyboard.press("End");
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute("data-row"))).toBe("5");
    for (let i = 0; i < 2; i++) await page.keyboard.press("ArrowRight");
    await expect.poll(() => page.$eval(".timeline [aria-live]", ({ textContent }) => textContent)).toBe("Created +3.357s #37");
    await page.keyboard.press("Enter");
    await expect.poll(() => page.evaluate(() => location.hash)).toBe("#37");
    await page.keyboard.press("Escape");
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("ArrowLeft");
    await expect.poll(() => page.$$eval(".timeline-row", (all) => all.length)).toBe(5);
    await page.keyboard.press("ArrowRight");
    await expect.poll(() => page.$$eval(".timeline-row", (all) => all.length)).toBe(6);
  });

  it("wheel, dragging and keys show another part of the time, and the charts show the same", async () => {
    const { page } = opened;
    const range = () => page.$eval(".timeline .bar .numbers", ({ textContent }) => textContent?.split(",")[0]);
    const all = await range();
    const { x, y } = await placeOf(page, 1, 20_000);
    await page.mouse.move(x, y);
    await page.keyboard.down("Control");
    await page.mouse.wheel({ deltaY: -240 });
    await page.keyboard.up("Control");
    await expect.poll(range).not.toBe(all);
    const zoomed = await range();
    await page.mouse.down();
    await page.mouse.move(x + 100, y, { steps: 4 });
    await page.mouse.up();
    await expect.poll(range).not.toBe(zoomed);
    await page.click("#tab-charts");
    const labels = await page.$$eval(".chart-times text", (texts) => texts.map(({ textContent }) => textContent));
    expect(labels).not.toContain("40s");
    await page.focus('[data-row="1"]');
    await page.keyboard.press("0");
    await expect.poll(range).toBe(all);
    await expect.poll(() => page.$$eval(".chart-times text", (texts) => texts.map(({ textContent }) => textContent))).toContain("40s");
  });

  it("the moment under the pointer has its values in all charts, and the numbers are a table too", async () => {
    const { page } = opened;
    await page.click("#tab-charts");
    const valuesAt = async (ms: number): Promise<(string | null)[]> => {
      await pointAt(page, 0, ms);
      return await page.$$eval(".chart-value", (all) => all.map(({ textContent }) => textContent));
    };
    await expect.poll(() => valuesAt(2100)).toContain("0");
    await expect.poll(() => valuesAt(30_000)).toContain("2");
    expect((await valuesAt(30_000))[0]).toContain("Creating! 1");
    await page.click(".chart-table summary");
    await page.waitForSelector(".chart-table td");
  });

  it("nothing of this complains or asks for anything", () => {
    expect([opened.complaints, opened.requests, browser().left]).toEqual([[], [], []]);
  });
});

/** Moves the pointer onto a moment of an object, and there in two steps: it moves even when it is there already. */
async function pointAt(page: Page, row: number, ms: number): Promise<void> {
  const { x, y } = await placeOf(page, row, ms);
  await page.mouse.move(x - 1, y);
  await page.mouse.move(x, y);
}

/** Where a moment of an object is on the screen: the middle of its bar. */
async function placeOf(page: Page, row: number, ms: number): Promise<{ readonly x: number; readonly y: number }> {
  return await page.evaluate(
    (index, share) => {
      const canvas = document.querySelector(".timeline-rows canvas")?.getBoundingClientRect();
      const box = document.querySelector(`[data-row="${index}"]`)?.getBoundingClientRect();
      return { x: (canvas?.left ?? 0) + (canvas?.width ?? 0) * share, y: (box?.top ?? 0) + (box?.height ?? 0) / 2 };
    },
    row,
    ms / 42_673,
  );
}
