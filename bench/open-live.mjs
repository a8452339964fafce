// From the event on the wire to the page of `kubespy open` in a browser, beside the terminal of the recorder, at a rate that a busy namespace has.
import { spawn as spawnProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import puppeteer from "puppeteer-core";
import { chromium } from "./chromium.mjs";
import { kubeconfig } from "./ingest.mjs";
import { load, quantiles, recorderTerminal, shownLines } from "./latency.mjs";
import { cleanEnv, FrameCount, program, startLoadServer } from "./processes.mjs";

/** Undefined where no Chromium is installed. Each in ms; `dropped`: steps that the page does not show at the end. */
export async function measureOpenLive(folder) {
  const executablePath = chromium();
  if (executablePath === undefined) return undefined;
  const server = await startLoadServer({ ...load, waits: true });
  const db = join(folder, "open-live.db");
  const sent = server.next("sent");
  const terminal = recorderTerminal(db, kubeconfig(folder, server.port));
  const shown = shownLines(terminal);
  await recorded(db, load.objects);
  const open = spawnProcess(process.execPath, [program, "open", "bench", "--db", db, "--no-browser"], { env: cleanEnv });
  const [url] = await once(open.stdout, "data");
  const profile = join(folder, "open-live-browser");
  const browser = await puppeteer.launch({ executablePath, headless: true, userDataDir: profile, args: ["--no-sandbox"] });
  try {
    const page = await browser.newPage();
    await page.setViewport({ width: 1400, height: 900 });
    await page.evaluateOnNewDocument(watchSteps);
    await page.goto(String(url).trim());
    await page.waitForFunction("window.newestStep > 0");
    server.begin();
    const { times } = await sent;
    const total = load.objects + load.events;
    await page.waitForFunction(`window.newestStep >= ${total}`, { timeout: 60_000 });
    const seen = await page.evaluate("window.seenSteps");
    const inPage = times.map((_, n) => seen.find(([step]) => step >= load.objects + n + 1)[1]);
    const steps = await stepsOf(page, total);
    const onTerminal = quantiles(await shown, times);
    const onPage = quantiles(inPage, times);
    return {
      perSecond: load.perSecond,
      terminal: onTerminal,
      page: onPage,
      behindMs: onPage.p99Ms - onTerminal.p99Ms,
      dropped: total - steps,
    };
  } finally {
    await browser.close();
    terminal.kill("SIGINT");
    open.kill("SIGINT");
    server.stop();
  }
}

/** Runs in the page: when each newest step whose words are there was drawn. */
function watchSteps() {
  window.newestStep = 0;
  window.seenSteps = [];
  const look = () => {
    const row = [...document.querySelectorAll("[id^=step-]")].filter((each) => each.querySelector(".step-time")?.textContent).at(-1);
    const step = Number(row?.id.slice("step-".length) ?? 0);
    if (step <= window.newestStep) return;
    window.newestStep = step;
    requestAnimationFrame(() => window.seenSteps.push([step, performance.timeOrigin + performance.now()]));
  };
  new MutationObserver(look).observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
}

/** How many steps the session has for the page, each of which it can show: read back through the page's own connection. */
async function stepsOf(page, total) {
  return await page.evaluate(async (last) => {
    const key = /key=([^&]*)/.exec(location.hash)[1];
    let count = 0;
    for (let from = 1; from <= last; ) {
      const answer = await fetch(`/frames?from=${from}&to=${last}`, { headers: { authorization: `Bearer ${key}` } });
      const lines = (await answer.text()).trim().split("\n");
      count += lines.length - 1;
      from = JSON.parse(lines.at(-1)).next ?? last + 1;
    }
    return count;
  }, total);
}

async function recorded(db, frames) {
  while (!existsSync(db)) await new Promise((resolve) => setTimeout(resolve, 20));
  const count = new FrameCount(db);
  while ((await count.now()) < frames) await new Promise((resolve) => setTimeout(resolve, 20));
  await count.close();
}
