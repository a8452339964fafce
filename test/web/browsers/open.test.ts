import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { KeyInput, Page } from "puppeteer-core";
import { expect, it, onTestFinished } from "vitest";
import { openPage } from "../../../src/app/page/open-page.js";
import { systemClock } from "../../../src/io/clock.js";
import { openSqliteStore } from "../../../src/store/sqlite/sqlite-store.js";
import { describeInBrowsers } from "../../support/browsers.js";
import { projectRoot, temporaryFolder } from "../../support/program.js";
import { startRecorder } from "../../support/recorder-process.js";

describeInBrowsers(
  "the page of a session that is being recorded",
  (browser) => {
    it("shows every step as it is recorded, stays where its reader is, goes on after a cut connection, and says how it ended", async () => {
      const { recorder, address, relay } = await openLive();
      await using opened = await browser().openAddress(address);
      const { page } = opened;
      const frames = async () => Number((await statusOf(page)).replace(/^#\d+ of (\d+).*$/s, "$1"));
      const shown = () => page.$eval(".step[data-sequence]", (step) => Number(step.getAttribute("data-sequence")));

      // The newest one, and so again after a reload.
      await page.waitForSelector(".step[data-sequence]");
      const first = await shown();
      await expect.poll(shown).toBeGreaterThan(first);
      expect(await page.$eval(".live-note", ({ textContent }) => textContent)).toContain("recording");
      await page.reload();
      await page.waitForSelector(".step[data-sequence]");
      const reloaded = await shown();
      await expect.poll(shown).toBeGreaterThan(reloaded);
      expect(await page.evaluate(() => location.hash)).toMatch(/^#key=[^&]*$/);

      // Where the reader is, also after a reload.
      await page.keyboard.press("g");
      await page.waitForSelector('.step[data-sequence="1"]');
      const before = await frames();
      await expect.poll(frames).toBeGreaterThan(before);
      expect(await shown()).toBe(1);

      relay.cut();
      await page.waitForSelector(".live-note.lost");
      // Nothing is recorded when the connection is back: that it is back is said.
      recorder.kill("SIGSTOP");
      await relay.mend();
      await page.waitForSelector(".live-note.live");
      const cut = await frames();
      recorder.kill("SIGCONT");
      await expect.poll(frames).toBeGreaterThan(cut);
      expect(await shown()).toBe(1);

      await page.click(".live-note button");
      const ended = once(recorder, "close");
      recorder.kill("SIGTERM");
      await ended;
      await page.waitForSelector(".live-note.ended");
      await page.keyboard.press("G" as KeyInput);
      const last = await frames();
      await expect.poll(shown).toBe(last);
      expect(await relay.recorded()).toBe(last);
      // Steps of before and after the cut can be read.
      await page.keyboard.press("g");
      const seen: number[] = [];
      for (const sequence of [1, 2, 3, Math.floor(last / 2), last - 1, last]) {
        await page.evaluate((to) => location.assign(location.hash.replace(/^#(?:step=\d+&)?/, `#step=${to}&`)), sequence);
        await page.waitForSelector(`.step[data-sequence="${sequence}"]`);
        seen.push(await shown());
      }
      expect(seen).toEqual([1, 2, 3, Math.floor(last / 2), last - 1, last]);
      expect(await page.$eval("#page", ({ textContent }) => textContent)).not.toContain("still recording");

      // Chromium says in its console which requests found no server.
      expect(opened.complaints.filter((text) => !/net::ERR_|NetworkError/.test(text))).toEqual([]);
      expect(opened.requests.filter((url) => !url.startsWith(relay.origin))).toEqual([]);
      expect(browser().left).toEqual([]);
    }, 60_000);

    it("a wrong key and none are said in words", async () => {
      const { address } = await openLive();
      for (const [given, said] of [
        [address.replace(/#.*/, ""), "has no key"],
        [`${address}x`, "key in this address is wrong"],
      ] as const) {
        await using opened = await browser().openAddress(given);
        await expect.poll(() => opened.page.$eval("#page", ({ textContent }) => textContent)).toContain(said);
      }
    });
  },
  { reachesLoopback: true },
);

async function statusOf(page: Page): Promise<string> {
  return (await page.$eval(".steps-status", ({ textContent }) => textContent)) ?? "";
}

async function openLive(): Promise<{ readonly recorder: ChildProcess; readonly address: string; readonly relay: Relay }> {
  const folder = temporaryFolder();
  const database = join(folder.path, "kubespy.db");
  const recorder = await startRecorder(database, { frames: Number.POSITIVE_INFINITY, perSecond: 40 });
  const store = await openSqliteStore(database, { clock: systemClock, readonly: true });
  const session = await store.open("live", { closeStore: true });
  const stop = new AbortController();
  const context = { clock: systemClock, interrupt: stop.signal, packageRoot: projectRoot, version: "0.0.0" };
  const served = await openPage({ session }, context);
  const relay = await Relay.to(served.port, async () => session.summary.frames);
  onTestFinished(async () => {
    recorder.kill("SIGKILL");
    relay.cut();
    stop.abort();
    await served.close();
    await session.close();
    folder[Symbol.dispose]();
  });
  return { recorder, relay, address: served.url.replace(`:${served.port}/`, `:${relay.port}/`) };
}

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** Stands between the browser and the server, as a connection that can be cut. */
class Relay {
  readonly port: number;
  readonly origin: string;
  readonly recorded: () => Promise<number>;
  readonly #answer: Answer;
  #server: Server;

  private constructor(server: Server, answer: Answer, recorded: () => Promise<number>) {
    this.port = (server.address() as AddressInfo).port;
    this.origin = `http://127.0.0.1:${this.port}/`;
    this.recorded = recorded;
    this.#server = server;
    this.#answer = answer;
  }

  static async to(port: number, recorded: () => Promise<number>): Promise<Relay> {
    const answer: Answer = ({ url, method, headers }, response) => {
      const onward = request(
        { host: "127.0.0.1", port, path: url, method, headers: { ...headers, host: `127.0.0.1:${port}` } },
        (answered) => {
          response.writeHead(answered.statusCode ?? 502, answered.headers);
          answered.pipe(response);
          answered.on("error", () => response.destroy());
        },
      );
      onward.on("error", () => response.destroy());
      response.on("close", () => onward.destroy());
      onward.end();
    };
    return new Relay(await listening(answer, 0), answer, recorded);
  }

  /** Ends all connections; who connects is refused. */
  cut(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async mend(): Promise<void> {
    this.#server = await listening(this.#answer, this.port);
  }
}

async function listening(answer: Answer, port: number): Promise<Server> {
  const server = createServer(answer).listen(port, "127.0.0.1");
  await once(server, "listening");
  return server;
}
