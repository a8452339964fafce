import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { KeyInput, Page } from "puppeteer-core";
import { afterAll, expect, it } from "vitest";
import { describeInBrowsers } from "../../support/browsers.js";
import { hostilePages, recordingOf } from "../../support/hostile-pages.js";
import { programOutput } from "../../support/in-process.js";
import { temporaryFolder } from "../../support/program.js";

const folder = temporaryFolder();
afterAll(() => folder[Symbol.dispose]());

/** Written once for both browsers. */
const pages = new Map<string, Promise<string>>();

function pageOf(fault: string): Promise<string> {
  const known = pages.get(fault);
  if (known !== undefined) return known;
  const place = pages.size;
  const written = (async () => {
    const recording = join(folder.path, `${place}.kubespy.gz`);
    const file = join(folder.path, `${place}.html`);
    const hostile = hostilePages.find((page) => page.fault === fault);
    if (hostile !== undefined) writeFileSync(recording, recordingOf(hostile));
    await programOutput("report", recording, "-o", file);
    return file;
  })();
  pages.set(fault, written);
  return written;
}

describeInBrowsers("pages of hostile recordings", (browser) => {
  it.each(hostilePages.map(({ fault }) => fault))(
    "%s: shown as text, answered at once, nothing executed",
    { timeout: 240_000 },
    async (fault) => {
      const file = await pageOf(fault);
      await using opened = await browser().open(file, { width: 1000, height: 700 });
      const { page } = opened;
      await page.waitForSelector("#verdict");
      for (const view of [1, 2, 3, 4, 5]) {
        await page.keyboard.press(String(view) as KeyInput);
        await page.waitForFunction(
          (place) => document.querySelectorAll("[role=tab]")[place]?.getAttribute("aria-selected") === "true",
          {},
          view - 1,
        );
        await settled(page);
      }
      await page.keyboard.press("1");
      await page.keyboard.press("G");
      await settled(page);
      const seen = await page.evaluate(() => ({
        executed: "hostile" in window || "polluted" in {},
        foreign: document.querySelectorAll("#page img, #page script, #page iframe, #page a[href^='http'], #page a[href^='javascript']")
          .length,
        // Control characters, and those that turn the writing direction.
        controls: /[\p{Cc}\u202a-\u202e\u2066-\u2069]/u.test((document.getElementById("page")?.innerText ?? "").replace(/\s/g, "")),
        elements: document.querySelectorAll("*").length < 30_000,
        wide: document.documentElement.scrollWidth <= document.documentElement.clientWidth,
      }));
      expect(seen).toEqual({ executed: false, foreign: 0, controls: false, elements: true, wide: true });
      expect([...opened.complaints, ...opened.requests, ...browser().left]).toEqual([]);
    },
  );
});

/** Until the pane no longer says that it is reading, and the page answers. */
async function settled(page: Page): Promise<void> {
  await page.waitForFunction(() => !/reading…/.test(document.getElementById("pane")?.textContent ?? ""), { timeout: 60_000 });
}
