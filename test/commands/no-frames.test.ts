import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { expect, it, onTestFinished } from "vitest";
import { runInProcess } from "../support/in-process.js";
import { projectRoot, temporaryFolder } from "../support/program.js";

const recorded = gunzipSync(readFileSync(join(projectRoot, "recordings", "pod-nginx.kubespy.gz"))).toString();
const header = recorded.slice(0, recorded.indexOf("\n"));

it.each([["replay", "--plain"], ["show"], ["diagnose"], ["export", "-o", "-"]])(
  "a complete recording without frames is read by %s",
  async (command, ...flags) => {
    const folder = temporaryFolder();
    onTestFinished(() => folder[Symbol.dispose]());
    writeFileSync(join(folder.path, "none.kubespy"), `${header}\n{"type":"END","frames":0,"t":5000,"outcome":"duration"}\n`);
    const { code, stdout, stderr } = await runInProcess([command, "none.kubespy", ...flags], { cwd: folder.path });
    expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.not.stringMatching(/error|warning/) });
    expect(stdout).not.toBe("");
  },
);
