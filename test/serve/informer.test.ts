import { CoreV1Api, KubeConfig, makeInformer, type V1Pod } from "@kubernetes/client-node";
import { afterEach, describe, expect, it } from "vitest";
import { systemClock } from "../../src/io/clock.js";
import { type ServedApi, startServer } from "../../src/serve/start-server.js";
import { bundled, objectFrames } from "./bundled.js";

let api: ServedApi | undefined;
let stop: () => Promise<void> = async () => {};
afterEach(async () => {
  await stop();
  await api?.close();
});

/** The informer of the official client library, on the Pods of a served recording. */
async function informed(served: ServedApi): Promise<{ heard: string[]; names: () => readonly string[] }> {
  const config = new KubeConfig();
  config.loadFromString(served.kubeconfig());
  const client = config.makeApiClient(CoreV1Api);
  const informer = makeInformer<V1Pod>(config, "/api/v1/namespaces/default/pods", () => client.listNamespacedPod({ namespace: "default" }));
  const heard: string[] = [];
  const present = new Set<string>();
  for (const verb of ["add", "update", "delete"] as const) {
    informer.on(verb, ({ metadata }) => {
      heard.push(`${verb} ${metadata?.resourceVersion}`);
      if (verb === "delete") present.delete(metadata?.name ?? "");
      else present.add(metadata?.name ?? "");
    });
  }
  // The library reports the end of its watch as an error; restarting is up to the user.
  informer.on("error", () => setTimeout(() => void informer.start(), 50));
  await informer.start();
  stop = () => informer.stop();
  return { heard, names: () => [...present].sort() };
}

describe("an informer of the official client library", () => {
  it("receives every revision of a Pod", async () => {
    const reader = await bundled("pod-nginx");
    const pods = (await objectFrames(reader)).filter((frame) => frame.ref.kind === "Pod");
    api = await startServer(reader, { clock: systemClock, speed: 20 });
    const { heard } = await informed(api);
    await api.ended;
    await systemClock.sleep(100);
    const verbs = { ADDED: "add", MODIFIED: "update", DELETED: "delete" };
    expect(heard).toEqual(pods.map((frame) => `${verbs[frame.type]} ${frame.resourceVersion}`));
  });

  it("has the past before it when time is moved back, and the future when it is moved on", { timeout: 15_000 }, async () => {
    api = await startServer(await bundled("deployment-rollout"), { clock: systemClock, at: { offsetMs: 4000 } });
    const { names } = await informed(api);
    const before = names();
    expect(before).toHaveLength(3);
    api.control.command("seek 100%");
    await expect.poll(names, { timeout: 5000 }).not.toEqual(before);
    api.control.command("seek 4s");
    await expect.poll(names, { timeout: 5000 }).toEqual(before);
  });
});
