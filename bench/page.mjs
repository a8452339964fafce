// The page of a session: how large it is, when it is painted, and what a large one takes. In Chromium from file://, as a reader opens it; without
// Chromium only the sizes are known.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { buildSync } from "esbuild";
import puppeteer from "puppeteer-core";
import { chromium } from "./chromium.mjs";
import { ingestWithKubespy } from "./ingest.mjs";
import { median, program, quantile, quiet, root, timed } from "./processes.mjs";

/** What the bars for a large page are about. */
const large = { objects: 2000, events: 98_000 };

export async function measurePage(folder, { rounds = 5, steps = 50 } = {}) {
  const bundled = readdirSync(join(root, "recordings")).filter((name) => name.endsWith(".kubespy.gz"));
  const pages = [];
  for (const name of bundled) pages.push(await writePage(join(root, "recordings", name), join(folder, `${name}.html`)));
  const largeRecording = join(folder, "large.kubespy.gz");
  const { db } = await ingestWithKubespy(large, folder);
  await timed(process.execPath, [program, "export", "bench", "-o", largeRecording, "--db", db], quiet);
  const largePage = await writePage(largeRecording, join(folder, "large.html"));
  const usualPage = pages.find(({ page }) => page.includes("deployment-bad-rollout"));
  const inNode = bundleForNode(folder);
  const executablePath = chromium();
  const painted = async ({ page }) => await paintedIn(executablePath, inNode, page, rounds);
  return {
    appBytes: zippedApp("app"),
    comparisonAppBytes: zippedApp("app-comparison"),
    beyondAppOfRecording: { bundled: median(pages.map(({ beyond }) => beyond)), large: largePage.beyond },
    painted: executablePath === undefined ? null : { usual: await painted(usualPage), large: await painted(largePage) },
    large: { ...large, ...(executablePath === undefined ? { known: false } : await openAndWalk(executablePath, largePage.page, steps)) },
  };
}

function zippedApp(name) {
  const parts = [`${name}.js`, "app.css"].map((file) => readFileSync(join(root, "dist", "page", file)));
  return gzipSync(Buffer.concat(parts), { level: 9 }).length;
}

/** `beyond`: all of the page but its script and style, relative to the recording. */
async function writePage(recording, page) {
  await timed(process.execPath, [program, "report", recording, "-o", page], quiet);
  const app = ["app.js", "app.css"].map((file) => statSync(join(root, "dist", "page", file)).size).reduce((sum, size) => sum + size);
  return { page, beyond: (statSync(page).size - app) / statSync(recording).size };
}

function bundleForNode(folder) {
  const outfile = join(folder, "page-in-node.mjs");
  buildSync({
    entryPoints: [join(root, "bench", "page-in-node.mjs")],
    bundle: true,
    platform: "node",
    format: "esm",
    outfile,
    logLevel: "error",
  });
  return outfile;
}

async function openBrowser(executablePath) {
  return await puppeteer.launch({ browser: "chrome", executablePath, headless: true, args: ["--no-sandbox"] });
}

/** Node and the browser in turns. Both count from the start of the document or the process. */
async function paintedIn(executablePath, inNode, page, rounds) {
  const browser = await openBrowser(executablePath);
  const runs = { nodeMs: [], shellMs: [], paintedMs: [] };
  for (let round = 0; round < rounds; round++) {
    runs.nodeMs.push(JSON.parse((await timed(process.execPath, [inNode, page])).stdout).ms);
    const { shellMs, paintedMs } = await openPage(browser, page).then(async ({ tab, times }) => {
      await tab.close();
      return times;
    });
    runs.shellMs.push(shellMs);
    runs.paintedMs.push(paintedMs);
  }
  await browser.close();
  return Object.fromEntries(Object.entries(runs).map(([name, values]) => [name, median(values)]));
}

/** `paintedMs`: the frame after the one that drew the verdict and the timeline. */
async function openPage(browser, page) {
  const tab = await browser.newPage();
  await tab.setViewport({ width: 1280, height: 800 });
  await tab.evaluateOnNewDocument(() => {
    const look = () => {
      if (document.querySelector("#verdict") === null || document.querySelector(".timeline-rows canvas") === null)
        requestAnimationFrame(look);
      else requestAnimationFrame(() => setTimeout(() => (window.paintedMs = performance.now())));
    };
    requestAnimationFrame(look);
  });
  await tab.goto(`file://${page}`, { timeout: 120_000 });
  await tab.waitForFunction("window.paintedMs", { timeout: 120_000 });
  const times = await tab.evaluate(() => ({
    shellMs: performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0,
    paintedMs: window.paintedMs,
  }));
  return { tab, times };
}

/** To the first step, then random steps as a link goes to them, and the memory of the page's process after them. */
async function openAndWalk(executablePath, page, count) {
  const browser = await openBrowser(executablePath);
  const { tab, times } = await openPage(browser, page);
  await tab.waitForSelector(".step[data-sequence]", { timeout: 240_000 });
  const firstStepMs = await tab.evaluate(() => performance.now());
  const afterOpeningBytes = await rendererBytes(browser);
  const stepMs = await tab.evaluate(walk, count, large.objects + large.events);
  const bytes = await rendererBytes(browser);
  await browser.close();
  return { ...times, firstStepMs, stepMs: { median: median(stepMs), p99: quantile(stepMs, 0.99) }, afterOpeningBytes, bytes };
}

/** In the page. The same sequences every time: https://en.wikipedia.org/wiki/Linear_congruential_generator, the numbers of Numerical Recipes. */
async function walk(count, frames) {
  const times = [];
  let state = 7;
  for (let i = 0; i < count; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const sequence = 1 + Math.floor((state / 2 ** 32) * frames);
    const start = performance.now();
    location.hash = `#${sequence}`;
    while (document.querySelector(`.step[data-sequence="${sequence}"]`) === null) await new Promise((resolve) => setTimeout(resolve));
    times.push(performance.now() - start);
  }
  return times;
}

/** Proportional set size of the largest renderer: the page and its worker; null where the system does not tell (only Linux does). */
async function rendererBytes(browser) {
  const session = await browser.target().createCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  const sizes = processInfo.filter(({ type }) => type === "renderer").map(({ id }) => proportionalBytes(id));
  return sizes.some((size) => size === undefined) ? null : Math.max(...sizes);
}

function proportionalBytes(pid) {
  try {
    return Number(/^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"))?.[1]) * 1024;
  } catch {
    return undefined;
  }
}
