import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, expect, it } from "vitest";
import { describeInBrowsers } from "../../support/browsers.js";
import { temporaryFolder } from "../../support/program.js";

/**
 * What the tests of the page rely on, shown with pages of a few lines: that a browser runs a page as ours is built from file://, and that the rig sees
 * what a page must not do.
 */
describeInBrowsers("pages of files", (browser) => {
  const folder = temporaryFolder();
  afterAll(() => folder[Symbol.dispose]());

  const open = async (name: string, html: string) => {
    const file = join(folder.path, name);
    writeFileSync(file, html);
    return await browser().open(file);
  };

  it("a script named by its hash starts a worker from its own text, which unpacks a block of the page", async () => {
    await using opened = await open("page.html", strictPage(unpacking));
    await expect.poll(() => opened.page.$eval("#result", ({ textContent }) => textContent)).toBe("a recording");
    expect([opened.complaints, opened.requests, browser().left]).toEqual([[], [], []]);
  });

  it("nothing that the policy forbids is sent by the page or its worker, and the console says that it was tried", async () => {
    await using opened = await open("sending.html", strictPage(sending));
    await expect.poll(() => opened.page.$eval("#result", ({ textContent }) => textContent)).toBe("page failed, worker failed");
    expect(opened.complaints.join("\n")).toContain("http://example.invalid/");
    expect(browser().left).toEqual([]);
  });

  it("what a page without a policy sends is seen, also from its worker", async () => {
    await using opened = await open(
      "open.html",
      strictPage(sending).replace(/<meta http-equiv[^>]*>/, '<img src="http://example.invalid/image">'),
    );
    await expect.poll(() => opened.page.$eval("#result", ({ textContent }) => textContent)).toBe("page failed, worker failed");
    // Firefox asks for the image by HTTPS.
    for (const sent of [/(?:image |CONNECT example.invalid:443 )HTTP/, /example.invalid.page HTTP/, /example.invalid.worker HTTP/])
      await expect.poll(() => browser().left.join("\n")).toMatch(sent);
    expect(opened.requests.join("\n")).toContain("http://example.invalid/page");
  });
});

const unpacking = `
if (typeof document === "undefined") onmessage = async ({ data }) => {
  const bytes = Uint8Array.from(atob(data), (c) => c.charCodeAt(0));
  const text = await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
  postMessage(text);
};
else startWorker(document.getElementById("packed").textContent);
`;

const sending = `
const tried = (name) => fetch("http://example.invalid/" + name).then((r) => { if (!r.ok) throw 0; }).then(() => " sent", () => " failed");
if (typeof document === "undefined") onmessage = async () => postMessage("worker" + await tried("worker"));
else tried("page").then((page) => startWorker("", "page" + page + ", "));
`;

/** As pages of sessions are built: one script, named by its hash, which is also the worker. */
function strictPage(body: string): string {
  const script = `${body}
function startWorker(message, before = "") {
  const url = URL.createObjectURL(new Blob([document.getElementById("app").textContent], { type: "text/javascript" }));
  const worker = new Worker(url);
  worker.onmessage = ({ data }) => { document.getElementById("result").textContent = before + data; };
  worker.onerror = ({ message }) => { document.getElementById("result").textContent = "error " + message; };
  worker.postMessage(message);
}`;
  const hash = createHash("sha256").update(script).digest("base64");
  const policy = `default-src 'none'; base-uri 'none'; form-action 'none'; worker-src blob:; script-src 'sha256-${hash}'`;
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}"><title>t</title></head>
<body><p id="result"></p><script type="application/x-packed" id="packed">${gzipSync("a recording").toString("base64")}</script>
<script id="app">${script}</script></body></html>`;
}
