import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";
import puppeteer, { type Browser, type LaunchOptions, type Page } from "puppeteer-core";
import { afterAll, beforeAll, describe } from "vitest";
import { commandOf, lacks } from "./needs.js";

/**
 * Real browsers, which open pages from file:// as a reader does, and what they did not keep to themselves. Puppeteer 24 is the last version that
 * runs on Node 20; it drives Chromium by its own protocol and Firefox by WebDriver BiDi, which Debian's Firefox speaks.
 */
const browserKinds = ["chromium", "firefox"] as const;
type BrowserKind = (typeof browserKinds)[number];

interface BrowserOptions {
  /** Servers of this machine are reached: what goes to them is not in `left`. */
  readonly reachesLoopback?: boolean;
}

/** Declares tests once for each browser, which is started for all of them; where it is not installed they are skipped, and `npm test` says so. */
export function describeInBrowsers(
  tests: string,
  declare: (browser: () => TestBrowser, kind: BrowserKind) => void,
  options: BrowserOptions = {},
): void {
  for (const kind of browserKinds)
    describe.skipIf(lacks(kind, `${tests} in ${kind}`))(`in ${kind}`, () => {
      let browser: TestBrowser | undefined;
      beforeAll(async () => {
        browser = await TestBrowser.start(kind, options);
      }, 120_000);
      afterAll(async () => await browser?.[Symbol.asyncDispose](), 60_000);
      declare(() => {
        if (browser === undefined) throw new Error(`${kind} was not started`);
        return browser;
      }, kind);
    });
}

interface PageOptions {
  /** After "#". */
  readonly hash?: string;
  readonly width?: number;
  readonly height?: number;
}

/** A page in a tab of its own. */
export interface OpenPage extends AsyncDisposable {
  readonly page: Page;
  /** Errors and warnings of the console, violations of the policy and uncaught exceptions among them. */
  readonly complaints: readonly string[];
  /** What the page asked for, other than files, blobs and data in it. Firefox does not report requests of workers: see `left`. */
  readonly requests: readonly string[];
}

class TestBrowser implements AsyncDisposable {
  readonly kind: BrowserKind;
  /** The first line of everything that went to a network, from pages, workers or the browser itself: "GET http://…", "CONNECT host:443". */
  readonly left: readonly string[];
  readonly #browser: Browser;
  readonly #downloads: string;
  readonly #close: () => Promise<void>;

  private constructor(kind: BrowserKind, browser: Browser, proxy: Proxy, downloads: string) {
    this.kind = kind;
    this.left = proxy.left;
    this.#browser = browser;
    this.#downloads = downloads;
    this.#close = async () => {
      await browser.close();
      await proxy.close();
      rmSync(downloads, { recursive: true, force: true });
    };
  }

  /** Chromium prefers light and can be told otherwise (`Page.emulateMediaFeatures`); Firefox cannot be told later, and prefers dark and reduced motion. */
  static async start(kind: BrowserKind, { reachesLoopback = false }: BrowserOptions = {}): Promise<TestBrowser> {
    const proxy = await startProxy();
    const downloads = mkdtempSync(join(tmpdir(), "kubespy-downloads-"));
    const executablePath = executableOf(kind);
    const optionsOf = kind === "chromium" ? chromiumOptions : firefoxOptions;
    const options = optionsOf(proxy.port, downloads, reachesLoopback);
    const browser = await puppeteer.launch({ ...options, executablePath, headless: true, defaultViewport: null });
    return new TestBrowser(kind, browser, proxy, downloads);
  }

  /** Opens a file, and waits until it is read. */
  async open(file: string, { hash = "", ...options }: PageOptions = {}): Promise<OpenPage> {
    return await this.openAddress(`${pathToFileURL(file).href}${hash === "" ? "" : `#${hash}`}`, options);
  }

  async openAddress(address: string, { width = 1280, height = 800 }: Omit<PageOptions, "hash"> = {}): Promise<OpenPage> {
    const page = await this.#browser.newPage();
    const complaints: string[] = [];
    const requests: string[] = [];
    page.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warn") complaints.push(`${message.type()}: ${message.text()}`);
    });
    page.on("pageerror", (error) => complaints.push(`uncaught: ${error instanceof Error ? error.stack : String(error)}`));
    page.on("request", (request) => {
      if (!/^(?:file|blob|data):/.test(request.url())) requests.push(request.url());
    });
    await page.setViewport({ width, height });
    await page.goto(address, { waitUntil: "load" });
    return { page, complaints, requests, [Symbol.asyncDispose]: async () => await page.close() };
  }

  /** The path of the next file that a page saves, once it is whole; call it after the click. */
  async downloaded(): Promise<string> {
    for (;;) {
      const names = readdirSync(this.#downloads);
      const [path] = names.map((name) => join(this.#downloads, name));
      // Firefox makes an empty file, and moves another one there.
      if (names.length === 1 && path !== undefined && !/\.(?:part|crdownload|tmp)$/.test(path) && statSync(path).size > 0) return path;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#close();
  }
}

function executableOf(kind: BrowserKind): string {
  const command = commandOf(kind);
  if (command === undefined) throw new Error(`${kind} is not installed`);
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  return folders.map((folder) => join(folder, command)).find((path) => existsSync(path)) ?? command;
}

/** Tests run as root in containers, where Chromium has no sandbox. Of the flags, those below the proxy's silence what Chromium asks for by itself. */
function chromiumOptions(proxyPort: number, downloads: string, reachesLoopback: boolean): LaunchOptions {
  const nowhere = "http://127.0.0.1:1/";
  return {
    browser: "chrome",
    downloadBehavior: { policy: "allow", downloadPath: downloads },
    args: [
      "--no-sandbox",
      `--proxy-server=127.0.0.1:${proxyPort}`,
      ...(reachesLoopback ? [] : ["--proxy-bypass-list=<-loopback>"]),
      "--disable-features=NetworkTimeServiceQuerying,AutofillServerCommunication",
      "--disable-component-update",
      "--disable-domain-reliability",
      "--no-pings",
      `--google-apis-url=${nowhere}`,
      `--gaia-url=${nowhere}`,
      `--component-updater=url-source=${nowhere}`,
      "--allow-browser-signin=false",
    ],
  };
}

function firefoxOptions(proxyPort: number, downloads: string, reachesLoopback: boolean): LaunchOptions {
  return {
    browser: "firefox",
    // Without it, Firefox ignores the setting that silences its own settings service.
    env: { ...process.env, MOZ_REMOTE_SETTINGS_DEVTOOLS: "1" },
    extraPrefsFirefox: {
      "network.proxy.type": 1,
      "network.proxy.http": "127.0.0.1",
      "network.proxy.http_port": proxyPort,
      "network.proxy.ssl": "127.0.0.1",
      "network.proxy.ssl_port": proxyPort,
      "network.proxy.no_proxies_on": "",
      "network.proxy.allow_hijacking_localhost": !reachesLoopback,
      "services.settings.server": "data:,#nowhere/v1",
      "ui.systemUsesDarkTheme": 1,
      "ui.prefersReducedMotion": 1,
      "browser.download.folderList": 2,
      "browser.download.dir": downloads,
      "browser.download.useDownloadDir": true,
      "browser.download.alwaysOpenPanel": false,
      // `navigator.clipboard.readText` without a dialog.
      "dom.events.testing.asyncClipboard": true,
    },
  };
}

interface Proxy {
  readonly port: number;
  readonly left: string[];
  close(): Promise<void>;
}

/** Takes every connection that the browser makes, and lets none through. A browser asks no name server for names that its proxy looks up. */
async function startProxy(): Promise<Proxy> {
  const left: string[] = [];
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", (bytes) => {
      left.push(bytes.toString("latin1").split("\r\n")[0] ?? "");
      socket.end("HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = () => new Promise<void>((resolve) => server.close(() => resolve()));
  return { port: (server.address() as AddressInfo).port, left, close };
}
