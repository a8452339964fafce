import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { programOutput, runInProcess } from "../support/in-process.js";
import { projectRoot, temporaryFolder } from "../support/program.js";
import { inTimeZone } from "../support/time-zone.js";

/** In a zone that differs from UTC on the day of the recordings. */
const inBerlin = <T>(run: () => Promise<T>) => inTimeZone("Europe/Berlin", run);

const commands: Readonly<Record<string, readonly string[]>> = {
  replay: ["replay", "pod-bad-image-tag", "--to", "#9"],
  world: ["replay", "deployment-bad-rollout", "--at", "#40"],
  show: ["show", "pod-bad-image-tag"],
  diagnose: ["diagnose", "pod-bad-image-tag"],
  changes: ["changes", "pod-nginx", "--object", "pod/nginx"],
  status: ["status", "pod-nginx", "--at", "2s"],
  trace: ["trace", "deployment-bad-rollout", "--at", "20s"],
  compare: ["compare", "pod-nginx", "pod-bad-image-tag"],
  "compare.markdown": ["compare", "pod-nginx", "pod-bad-image-tag", "-o", "markdown"],
  markdown: ["export", "pod-bad-image-tag", "--as", "markdown"],
  "ls.bundled": ["ls", "--bundled"],
};

describe("--time", () => {
  it.each(Object.keys(commands))("local: %s shows each moment with its zone", async (name) => {
    const text = await inBerlin(() => programOutput(...(commands[name] ?? []), "--time", "local"));
    await expect(text).toMatchFileSnapshot(`__snapshots__/time-local.${name}.txt`);
    expect(text).toContain("+01:00");
  });

  it.each(Object.keys(commands))("utc: %s shows the same moments, in UTC", async (name) => {
    const args = commands[name] ?? [];
    const [local, utc] = [await inBerlin(() => programOutput(...args, "--time", "local")), await programOutput(...args, "--time", "utc")];
    const inUtc = (text: string) => [...text.matchAll(/\d\d:\d\d:\d\d\.\d{3}(?:Z|\+01:00)/g)].map(([time]) => asUtc(time));
    expect(inUtc(utc)).toEqual(inUtc(local));
    if (name !== "ls.bundled") expect(inUtc(utc).length).toBeGreaterThan(0);
  });

  it.each(Object.keys(commands))("offset: %s is as without it", async (name) => {
    if (name === "ls.bundled") return;
    const args = commands[name] ?? [];
    expect(await programOutput(...args, "--time", "offset")).toBe(await programOutput(...args));
  });

  it.each(["replay", "show", "diagnose", "changes", "trace", "compare"])("changes nothing in the JSON of %s", async (name) => {
    const args = [...(commands[name] ?? []), "-o", "json"];
    expect(await inBerlin(() => programOutput(...args, "--time", "local"))).toBe(await programOutput(...args));
  });

  it("chooses the zone of a time of day that is typed", async () => {
    const at = async (text: string, time: string) =>
      await inBerlin(() => programOutput("replay", "pod-nginx", "--at", text, "--time", time));
    const whole = await programOutput("replay", "pod-nginx", "--time", "utc");
    const [moment = ""] = /\d\d:\d\d:\d\d\.\d{3}/.exec(whole) ?? [];
    const local = moment.replace(/^\d\d/, (hours) => String((Number(hours) + 1) % 24).padStart(2, "0"));
    expect(await at(moment, "utc")).toContain(`${moment}Z`);
    expect(await at(local, "local")).toContain(`${local}+01:00`);
    expect(await runInProcess(["replay", "pod-nginx", "--at", moment])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(`invalid --at "${moment}": a time needs a zone`),
    });
  });

  it("says where times are those of the objects themselves", async () => {
    using folder = temporaryFolder();
    const env = { KUBESPY_DB: join(folder.path, "k.db") };
    await runInProcess(["import", join(projectRoot, "test/fixtures/importing/watch-without-types.json"), "--session", "mine"], { env });
    const { stderr } = await runInProcess(["replay", "mine", "--time", "utc"], { env });
    expect(stderr).toContain("arrival times of session mine are unknown (imported): times are those that the objects themselves have");
    expect((await runInProcess(["replay", "mine"], { env })).stderr).not.toContain("arrival times");
  });

  it("is a flag of a part, whose bounds are moments of the whole", async () => {
    using folder = temporaryFolder();
    const options = { cwd: folder.path };
    const whole = await programOutput("replay", "deployment-rollout", "--at", "#60", "--time", "utc");
    const [moment = ""] = /\d\d:\d\d:\d\d\.\d{3}Z/.exec(whole) ?? [];
    expect(await runInProcess(["export", "deployment-rollout", "--from", moment, "-o", "p.kubespy"], options)).toMatchObject({ code: 0 });
    const { stdout } = await runInProcess(["show", "p.kubespy", "--time", "utc"], options);
    expect(stdout).toMatch(new RegExp(`\\), ${moment.slice(0, 12)}Z to \\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z\\. Recorded`));
    expect(readFileSync(join(folder.path, "p.kubespy")).length).toBeGreaterThan(0);
  });
});

/** "10:57:39.123" of a time in UTC or an hour ahead of it. */
function asUtc(time: string): string {
  if (time.endsWith("Z")) return time.slice(0, -1);
  return `${String((Number(time.slice(0, 2)) + 23) % 24).padStart(2, "0")}${time.slice(2, 12)}`;
}
