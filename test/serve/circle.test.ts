import { describe, expect, it } from "vitest";
import { systemClock } from "../../src/io/clock.js";
import { collectionPath } from "../../src/model/resource-type.js";
import type { SessionReader } from "../../src/model/session.js";
import { startServer } from "../../src/serve/start-server.js";
import { expectInOrder, StallMeter, schedule, spacingMs } from "../support/arrival-order.js";
import { bundled, objectFrames } from "./bundled.js";
import { ask, watch } from "./http-client.js";

/** Lists and watches every stream of a recording over plain HTTP; returns the lists and the events in order of arrival. */
async function follow(reader: SessionReader, url: string, count: number): Promise<{ initial: string[]; arrived: string[] }> {
  const initial: string[] = [];
  const arrived: string[] = [];
  const versions: string[] = [];
  let resolveComplete: () => void = () => {};
  const complete = new Promise<void>((resolve) => {
    resolveComplete = resolve;
  });
  const { streams } = reader.summary.header;
  for (const stream of streams) {
    const { body } = await ask(url + collectionPath(stream, stream.namespace));
    versions.push((JSON.parse(body) as { metadata: { resourceVersion: string } }).metadata.resourceVersion);
    const items = body.slice(body.indexOf('"items":[') + 9, -3);
    if (items !== "") initial.push(items);
  }
  const watches = streams.map((stream, i) =>
    watch(`${url}${collectionPath(stream, stream.namespace)}?watch=1&resourceVersion=${versions[i]}&allowWatchBookmarks=true`, (line) => {
      if (line.startsWith('{"type":"BOOKMARK"')) return;
      arrived.push(line);
      if (arrived.length >= count) resolveComplete();
    }),
  );
  await complete;
  // Surplus events arrive soon.
  await systemClock.sleep(200);
  for (const each of watches) each.stop();
  return { initial, arrived };
}

const speed = 30;

describe("who lists and watches a served recording gets what was recorded: every byte, once, in order", () => {
  it.concurrent.each(["pod-nginx", "service-clusterip", "deployment-bad-rollout", "pod-restart-policies"])("%s", async (name) => {
    const reader = await bundled(name);
    const frames = await objectFrames(reader);
    const steps = frames.filter((frame) => !frame.initial);
    using stall = new StallMeter();
    const api = await startServer(reader, { clock: systemClock, speed, streamSpacingMs: spacingMs });
    const { initial, arrived } = await follow(reader, api.url, steps.length);
    await api.close();
    expect(initial).toEqual(frames.filter((frame) => frame.initial).map((frame) => frame.revision.text));
    const served = steps.map((frame) => ({
      text: `{"type":"${frame.type}","object":${frame.revision.text}}`,
      stream: frame.ref.kind,
      offsetMs: frame.offsetMs,
    }));
    expectInOrder(arrived.map(lineOf), schedule(served, speed), stall.maxMs);
  });
});

function lineOf(text: string) {
  const { object } = JSON.parse(text) as { object: { kind: string } };
  return { text, stream: object.kind };
}
