import { describe, expect, it } from "vitest";
import { systemClock } from "../../src/io/clock.js";
import { shiftTimes } from "../../src/serve/forms/rebased-form.js";
import { startServer } from "../../src/serve/start-server.js";
import { bundled } from "./bundled.js";
import { ask } from "./http-client.js";

const moved = (json: string, shiftMs = 86_400_000) => Buffer.from(shiftTimes(Buffer.from(json), shiftMs)).toString();

describe("--rebase moves the times of the API", () => {
  it.each([
    ['{"metadata":{"creationTimestamp":"2026-01-01T10:00:00Z"}}', '{"metadata":{"creationTimestamp":"2026-01-02T10:00:00Z"}}'],
    [
      '{"metadata":{"managedFields":[{"time":"2026-01-31T10:00:00Z"}]}}',
      '{"metadata":{"managedFields":[{"time":"2026-02-01T10:00:00Z"}]}}',
    ],
    ['{"spec":{"renewTime":"2026-01-01T10:00:00.123456Z"}}', '{"spec":{"renewTime":"2026-01-02T10:00:00.123456Z"}}'],
    ['{"state":{"startedAt" : "2026-01-01T10:00:00+02:00"}}', '{"state":{"startedAt" : "2026-01-02T10:00:00+02:00"}}'],
    ['{"status":{"notAfter":"2026-01-01T10:00:00Z"}}', '{"status":{"notAfter":"2026-01-02T10:00:00Z"}}'],
  ])("%s", (json, expected) => expect(moved(json)).toBe(expected));

  it.each([
    [
      "annotations, labels and data",
      '{"metadata":{"annotations":{"startTime":"2026-01-01T10:00:00Z"},"labels":{}},"data":{"time":"2026-01-01T10:00:00Z"}}',
    ],
    ["annotations of a template", '{"spec":{"template":{"metadata":{"annotations":{"restartedAt":"2026-01-01T10:00:00Z"}}}}}'],
    ["a time within a sentence", '{"message":"since 2026-01-01T10:00:00Z","startTime":"at 2026-01-01T10:00:00Z"}'],
    ["JSON within a string", '{"note":"{\\"startTime\\":\\"2026-01-01T10:00:00Z\\"}"}'],
    ["an environment variable", '{"env":[{"name":"T","value":"2026-01-01T10:00:00Z"}]}'],
    ["no time, and one that is none", '{"startTime":null,"finishedAt":"0001-01-01T00:00:00Z","big":12345678901234567890}'],
    ["what is cut short", '{"metadata":{"annotations":{"a":"b"'],
  ])("and leaves %s", (_, json) => expect(moved(json)).toBe(json));

  it("so that lists and Tables count ages from now, and the default is what was recorded", async () => {
    const reader = await bundled("pod-nginx");
    const recorded = await startServer(reader, { clock: systemClock, at: { offsetMs: 4000 } });
    const rebased = await startServer(reader, { clock: systemClock, at: { offsetMs: 4000 }, rebase: true });
    const pods = "/api/v1/namespaces/default/pods";
    const created = async (url: string) =>
      Date.parse(
        (JSON.parse((await ask(url + pods)).body) as { items: { metadata: { creationTimestamp: string } }[] }).items[0]?.metadata
          .creationTimestamp ?? "",
      );
    const recordedAt = await created(recorded.url);
    const table = { accept: "application/json;as=Table;v=v1;g=meta.k8s.io" };
    const age = async (url: string) =>
      (JSON.parse((await ask(url + pods, { headers: table })).body) as { rows: { cells: unknown[] }[] }).rows[0]?.cells[4];
    expect(recordedAt).toBe(Date.parse(JSON.parse((await ask(recorded.url + pods)).body).items[0].metadata.creationTimestamp));
    expect(Math.abs(Date.now() - (await created(rebased.url)))).toBeLessThan(60_000);
    expect(await age(rebased.url)).toBe(await age(recorded.url));
    await recorded.close();
    await rebased.close();
  });
});
