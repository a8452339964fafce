import { readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join } from "node:path";
import type { KeyInput, Page } from "puppeteer-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { describeInBrowsers } from "../../support/browsers.js";
import { programOutput } from "../../support/in-process.js";
import { projectRoot, temporaryFolder } from "../../support/program.js";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const views = ["step", "object", "world", "charts", "completeness"];

interface UseOptions {
  readonly hash?: string;
  readonly width?: number;
  /** What is there once a worker has answered. */
  readonly ready?: string;
}

describeInBrowsers("what a reader does with a page", (browser, kind) => {
  const folder = temporaryFolder();
  const file = join(folder.path, "page.html");
  beforeAll(async () => {
    await programOutput("report", "deployment-bad-rollout", "-o", file);
  }, 60_000);
  afterAll(() => folder[Symbol.dispose]());

  /** Opens the page, waits for its step, and sees to it that nothing was complained of or asked for when the test ends. */
  const use = async (act: (page: Page) => Promise<void>, { ready = ".step[data-sequence]", ...options }: UseOptions = {}) => {
    await using opened = await browser().open(file, options);
    await opened.page.waitForSelector(ready);
    await act(opened.page);
    expect([opened.complaints, opened.requests, browser().left]).toEqual([[], [], []]);
  };

  it("every pane shows something of the step, and its digit opens it", async () => {
    await use(
      async (page) => {
        const shown: Record<string, string> = {};
        for (const [place, view] of views.entries()) {
          await page.keyboard.press(String(place + 1) as KeyInput);
          await page.waitForSelector(`#pane[data-pane="${view}"]`);
          const text = () => page.$eval("#pane", (pane) => pane.textContent ?? "");
          await expect.poll(text).toMatch(contentOf[view] ?? /^$/);
          shown[view] = await text();
        }
        expect(new Set(Object.values(shown)).size).toBe(views.length);
      },
      { hash: "58" },
    );
  });

  it("the keys of the player move through the steps, and ? lists them", async () => {
    await use(async (page) => {
      await page.keyboard.press("g");
      await page.waitForSelector('.step[data-sequence="1"]');
      await page.keyboard.press("j");
      await page.waitForSelector('.step[data-sequence="2"]');
      await page.keyboard.press("k");
      await page.waitForSelector('.step[data-sequence="1"]');
      await page.keyboard.press("G");
      await page.waitForSelector('.step[data-sequence="82"]');
      await page.keyboard.press("?");
      await page.waitForSelector("dialog[open] kbd");
      await page.keyboard.press("Escape");
      await page.waitForSelector("dialog[open]", { hidden: true });
    });
  });

  it("a link shows the same when it is opened and reloaded, and a pasted one is followed", async () => {
    await use(
      async (page) => {
        await page.waitForSelector('#pane[data-pane="object"]');
        await page.reload();
        await page.waitForSelector('#pane[data-pane="object"]');
        expect(await page.evaluate(() => location.hash)).toBe("#step=54&pane=object");
        await page.evaluate(() => location.assign("#61"));
        await page.waitForSelector('.step[data-sequence="61"]');
        await page.goBack();
        await page.waitForSelector('#pane[data-pane="object"]');
      },
      { hash: "step=54&pane=object", ready: "#pane[data-pane=object]" },
    );
  });

  it("playing goes through the steps in recorded time, and ends at the last", async () => {
    await use(
      async (page) => {
        for (let times = 1; times < 64; times *= 2) await page.keyboard.press("+");
        await page.keyboard.press(" " as KeyInput);
        await page.waitForSelector('.step[data-sequence="82"]');
        await expect.poll(() => page.$eval(".steps-status", ({ textContent }) => textContent)).toContain("end of the session");
      },
      { hash: "60" },
    );
  });

  it("search finds steps, and a choice goes there", async () => {
    await use(async (page) => {
      await page.keyboard.press("/");
      await page.keyboard.type("exceeded its progress deadline");
      await page.waitForSelector("#search-results [role=option]");
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("Enter");
      await page.waitForSelector('.step[data-sequence="61"], .step[data-sequence="62"]');
    });
  });

  it("a filter leaves its objects, and a link keeps it", async () => {
    await use(async (page) => {
      await page.keyboard.press("f");
      await page.waitForSelector("dialog[open] input");
      await page.keyboard.type("deploy/web");
      await page.keyboard.press("Enter");
      await expect.poll(() => page.evaluate(() => location.hash)).toContain("only=deploy/web");
      const objects = () => page.$$eval(".step-row:not(.step-head) .step-object", (cells) => cells.map(({ textContent }) => textContent));
      await expect.poll(async () => [...new Set(await objects())]).toEqual(["Deployment/web"]);
      await page.reload();
      await page.waitForSelector(".chip");
      await expect.poll(async () => [...new Set(await objects())]).toEqual(["Deployment/web"]);
    });
  });

  it("the recording is saved as it was recorded, byte for byte", async () => {
    await use(async (page) => {
      await choose(page, "Download the recording");
      const saved = await browser().downloaded();
      expect(basename(saved)).toBe("deployment-bad-rollout.kubespy.gz");
      expect(readFileSync(saved).equals(readFileSync(join(projectRoot, "recordings", "deployment-bad-rollout.kubespy.gz")))).toBe(true);
      rmSync(saved);
    });
  });

  it("a step and the whole report are copied as Markdown", async () => {
    await use(
      async (page) => {
        for (const [item, said] of [
          ["Copy this step as Markdown", "Step copied"],
          ["Copy the report as Markdown", "Report copied"],
        ] as const) {
          await choose(page, item);
          await expect.poll(() => page.$eval("#more [role=status]", ({ textContent }) => textContent)).toBe(said);
          await page.keyboard.press("Escape");
        }
        // Pasted as a person pastes: reading the clipboard would ask for leave.
        await page.keyboard.press("/");
        await page.keyboard.down("Control");
        await page.keyboard.press("v");
        await page.keyboard.up("Control");
        await expect.poll(() => page.$eval("#search", (input) => (input as HTMLInputElement).value)).toContain("Rollout stuck");
      },
      { hash: "61" },
    );
  });

  it("nothing is wider than a phone of 360 px, and every pane can be reached", async () => {
    await use(
      async (page) => {
        for (const [place, view] of views.entries()) {
          await page.keyboard.press(String(place + 1) as KeyInput);
          await page.waitForSelector(`#pane[data-pane="${view}"]`);
          const sizes = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
          expect(sizes[0], view).toBeLessThanOrEqual(sizes[1] ?? 0);
        }
      },
      { width: 360 },
    );
  });

  it.runIf(kind === "chromium")("on paper, no number of a step is broken", async () => {
    await use(async (page) => {
      await page.setViewport({ width: 794, height: 800 });
      await page.emulateMediaType("print");
      await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
      await page.waitForSelector("#print table");
      const broken = await page.$$eval("#print table:last-of-type tr > :first-child", (cells) =>
        cells.filter((cell) => {
          const words = document.createRange();
          words.selectNodeContents(cell);
          return new Set([...words.getClientRects()].map(({ top }) => top)).size > 1;
        }),
      );
      expect(broken.length).toBe(0);
    });
  });

  it("axe finds nothing, in any pane or dialog, in both colours", { timeout: 120_000 }, async () => {
    await use(async (page) => {
      await page.evaluate(axe);
      for (const scheme of kind === "chromium" ? ["light", "dark"] : ["dark"]) {
        if (kind === "chromium") await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
        for (const [place, view] of views.entries()) {
          await page.keyboard.press(String(place + 1) as KeyInput);
          await page.waitForSelector(`#pane[data-pane="${view}"]`);
          expect(await violations(page), `${scheme}, ${view}`).toEqual([]);
        }
        for (const key of ["?", "f", ":"]) {
          await page.keyboard.press(key as KeyInput);
          await page.waitForSelector("dialog[open]");
          expect(await violations(page), `${scheme}, ${key}`).toEqual([]);
          await page.keyboard.press("Escape");
          // Keys are the page's again once it has gone, a moment after it was closed.
          await page.waitForFunction(() => document.querySelector("dialog") === null);
        }
      }
    });
  });

  it.runIf(kind === "chromium")("print shows the findings and the steps as a document", async () => {
    await use(async (page) => {
      await page.evaluate(() => {
        window.print = () => dispatchEvent(new Event("beforeprint"));
      });
      await choose(page, "Print");
      await page.waitForSelector("#print");
      await page.emulateMediaType("print");
      const text = () => page.evaluate(() => document.body.innerText);
      await expect.poll(text).toContain("Rollout stuck: 1 of 2 Pods updated");
      await expect.poll(text).toContain("The scheduler assigned it to node-1");
      expect(await page.evaluate(() => getComputedStyle(document.getElementById("page") as HTMLElement).display)).toBe("none");
    });
  });

  it("two sessions are shown side by side, and each with its steps", async () => {
    const compared = join(folder.path, "compared.html");
    await programOutput("report", "pod-nginx", "pod-nginx-1.28", "-o", compared, "--force");
    await using opened = await browser().open(compared);
    const { page } = opened;
    const text = () => page.evaluate(() => document.body.innerText);
    await expect.poll(text).toContain("nginx:1.28");
    await page.evaluate(axe);
    expect(await violations(page)).toEqual([]);
    expect([...opened.complaints, ...opened.requests, ...browser().left]).toEqual([]);
  });

  it("the colours follow what the reader prefers, and a choice is stronger", async () => {
    await use(async (page) => {
      const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      const preferred = await background();
      await choose(page, kind === "chromium" ? "Dark" : "Light");
      await expect.poll(background).not.toBe(preferred);
      await choose(page, "System");
      await expect.poll(background).toBe(preferred);
    });
  });
});

/** A button of the menu that shares. */
async function choose(page: Page, name: string): Promise<void> {
  if ((await page.$("#more")) === null) await page.click("button[aria-controls=more]");
  await page.waitForSelector("#more");
  const buttons = await page.$$("#more button");
  for (const button of buttons) if ((await button.evaluate(({ textContent }) => textContent)) === name) return await button.click();
  throw new Error(`no button "${name}"`);
}

async function violations(page: Page): Promise<unknown> {
  const found = (await page.evaluate("axe.run(document, { resultTypes: ['violations'] })")) as {
    readonly violations: readonly {
      readonly id: string;
      readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
    }[];
  };
  return found.violations.map(({ id, nodes }) => [
    id,
    ...nodes.slice(0, 3).map(({ html, failureSummary }) => [html.slice(0, 200), failureSummary]),
  ]);
}

const contentOf: Readonly<Record<string, RegExp>> = {
  step: /#58/,
  object: /apiVersion: v1/,
  world: /2 failing/,
  charts: /Pods by stage/,
  completeness: /End not verified/,
};
