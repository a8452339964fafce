import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { reportToFile } from "../../../src/app/page/report-to-file.js";
import { systemClock } from "../../../src/io/clock.js";
import { findRecordings } from "../../../src/web/file/find-recordings.js";
import { bundled, recordingFile } from "../../app/support.js";
import { describeInBrowsers } from "../../support/browsers.js";
import { collect } from "../../support/histories.js";
import { projectRoot, temporaryFolder } from "../../support/program.js";

/** A browser saves what it shows: the document as it is by then, written anew. */
describeInBrowsers("copies of a page", (browser) => {
  const folder = temporaryFolder();
  afterAll(() => folder[Symbol.dispose]());

  it("hold the recording byte for byte, and show the session again", async () => {
    const context = {
      clock: systemClock,
      cwd: folder.path,
      interrupt: new AbortController().signal,
      packageRoot: projectRoot,
      version: "0",
    };
    const recording = () => collected(recordingFile("pod-crashloop"));
    await reportToFile([{ session: await bundled("pod-crashloop"), recording }], "page.html", context, { force: true });
    const copy = join(folder.path, "copy.html");
    {
      await using opened = await browser().open(join(folder.path, "page.html"));
      await opened.page.waitForSelector("canvas");
      writeFileSync(copy, await opened.page.content());
    }
    const parts = await collect(findRecordings(collected(copy)));
    const bytes = Buffer.concat(parts.flatMap((part) => (part.kind === "bytes" ? [part.bytes] : [])));
    expect(parts.filter(({ kind }) => kind === "recording")).toEqual([{ kind: "recording", name: "pod-crashloop.kubespy.gz" }]);
    expect(bytes.equals(readFileSync(recordingFile("pod-crashloop")))).toBe(true);
    // Its canvas is empty until the script has drawn again. Inline styles, which a copy holds, the policy refuses.
    await using again = await browser().open(copy);
    const isDrawn = () =>
      again.page.$eval("canvas", (canvas) => {
        const { data } = canvas.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] };
        return data.some((value) => value !== 0);
      });
    await expect.poll(isDrawn).toBe(true);
  });
});

async function* collected(path: string): AsyncGenerator<Uint8Array> {
  yield readFileSync(path);
}
