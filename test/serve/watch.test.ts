import { afterEach, describe, expect, it } from "vitest";
import { systemClock } from "../../src/io/clock.js";
import type { Frame } from "../../src/model/frame.js";
import { Revision } from "../../src/model/revision.js";
import { type ServedApi, type ServeOptions, startServer } from "../../src/serve/start-server.js";
import { object, types } from "../support/objects.js";
import { VirtualClock } from "../support/virtual-clock.js";
import { ask, watch } from "./http-client.js";
import { frame, sessionOf, streamOf } from "./session-in-memory.js";

const pod = (name: string, version: string, labels: Record<string, string> = {}, namespace = "default") =>
  object(types.pods, { name, version, labels, namespace, uid: `${namespace}/${name}` });

/** Two Pods, one of which exists from the start, with every kind of change that matters to a watch. */
const history: readonly Frame[] = [
  frame(1, "ADDED", pod("a", "100", { app: "web" }), { initial: true, offsetMs: 0 }),
  frame(2, "ADDED", pod("b", "110", { app: "web" })),
  frame(3, "MODIFIED", pod("a", "120", { app: "api" })),
  frame(4, "ADDED", pod("c", "130", { app: "web" }, "other")),
  frame(5, "MODIFIED", pod("a", "140", { app: "web" })),
  frame(6, "DELETED", pod("b", "150", { app: "web" })),
  frame(7, "DELETED", pod("a", "140", { app: "web" }), { inferred: true }),
];

const open: ServedApi[] = [];
afterEach(async () => {
  for (const api of open.splice(0)) await api.close();
});

async function serving(options: Partial<ServeOptions> = {}, frames: readonly Frame[] = history): Promise<string> {
  const streams = [streamOf(types.pods, "105")];
  const api = await startServer(sessionOf(frames, { streams, namespace: "default" }), {
    clock: systemClock,
    leadInMs: 150,
    speed: 10,
    ...options,
  });
  open.push(api);
  return `${api.url}/api/v1`;
}

/** What a watch sends at once, while time is paused and nothing more can come. */
async function linesOf(url: string): Promise<readonly string[]> {
  const watching = watch(url);
  await watching.opened;
  await systemClock.sleep(60);
  watching.stop();
  return watching.lines;
}

/** `ADDED a@100`, one per line. */
function brief(lines: readonly string[]): string[] {
  return lines.map((line) => {
    const { type, object } = JSON.parse(line) as { type: string; object: { metadata: { name?: string; resourceVersion: string } } };
    return `${type} ${object.metadata.name ?? ""}@${object.metadata.resourceVersion}`;
  });
}

interface List {
  readonly metadata: { readonly resourceVersion: string; readonly continue?: string; readonly remainingItemCount?: number };
  readonly items: readonly { readonly metadata: { readonly name: string } }[];
}

async function list(url: string): Promise<List & { names: string[] }> {
  const parsed = JSON.parse((await ask(url)).body) as List;
  return { ...parsed, names: parsed.items.map((item) => item.metadata.name) };
}

const all = ["ADDED b@110", "MODIFIED a@120", "ADDED c@130", "MODIFIED a@140", "DELETED b@150", "DELETED a@140"];

describe("a watch", () => {
  it("from the version of a list sends every event after it", async () => {
    const url = await serving();
    const first = await list(`${url}/pods`);
    expect(first).toMatchObject({ names: ["a"], metadata: { resourceVersion: "105" } });
    const watching = watch(`${url}/pods?watch=1&resourceVersion=105`);
    await watching.has(6);
    expect(brief(watching.lines)).toEqual(all);
  });

  it("opened late sends past events, then later ones", async () => {
    const url = await serving({ speed: 0.2, leadInMs: 0 });
    await list(`${url}/pods`);
    await systemClock.sleep(170);
    const watching = watch(`${url}/pods?watch=true&resourceVersion=105`);
    await watching.has(6);
    expect(brief(watching.lines)).toEqual(all);
  });

  it.each([
    ["110", all.slice(1)],
    ["119", all.slice(1)],
    ["120", all.slice(2)],
    ["150", all.slice(5)],
    ["151", []],
  ])("from version %s sends exactly the events after that version", async (version, expected) => {
    const url = await serving({ at: { percent: 100 } });
    expect(brief(await linesOf(`${url}/pods?watch=1&resourceVersion=${version}`))).toEqual(expected);
  });

  it("without a version begins with the current state, ended by a bookmark, and continues from it", async () => {
    const url = await serving();
    const watching = watch(`${url}/pods?watch=1&allowWatchBookmarks=true`);
    await watching.has(9);
    expect(brief(watching.lines)).toEqual(["ADDED a@100", "BOOKMARK @105", ...all, "BOOKMARK @151"]);
    expect(watching.lines[1]).toContain('"k8s.io/initial-events-end":"true"');
  });

  it("with sendInitialEvents streams the list", async () => {
    const url = await serving({ at: { offsetMs: 45 } });
    const query = "watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&resourceVersion=110&allowWatchBookmarks=true";
    expect(brief(await linesOf(`${url}/pods?${query}`))).toEqual(["ADDED a@120", "ADDED b@110", "ADDED c@130", "BOOKMARK @130"]);
    const from110 = await linesOf(`${url}/pods?${query.replace("sendInitialEvents=true", "sendInitialEvents=false")}`);
    expect(brief(from110)).toEqual(["MODIFIED a@120", "ADDED c@130"]);
  });

  it("after an event whose version is not unique, a bookmark has the version to resume from", async () => {
    const url = await serving({ at: { percent: 100 } });
    const first = await linesOf(`${url}/pods?watch=1&resourceVersion=150&allowWatchBookmarks=true`);
    expect(brief(first)).toEqual(["DELETED a@140", "BOOKMARK @151"]);
    expect(await linesOf(`${url}/pods?watch=1&resourceVersion=151`)).toEqual([]);
  });

  it("sends objects that enter the selection as ADDED and objects that leave it as DELETED, at the version of the change", async () => {
    const url = await serving();
    const watching = watch(`${url}/namespaces/default/pods?watch=1&resourceVersion=105&labelSelector=app%3Dweb`);
    await watching.has(5);
    expect(brief(watching.lines)).toEqual(["ADDED b@110", "DELETED a@120", "ADDED a@140", "DELETED b@150", "DELETED a@140"]);
    expect(JSON.parse(watching.lines[1] ?? "")).toMatchObject({ object: { metadata: { labels: { app: "web" } } } });
  });

  it("by name or namespace sends only that object or namespace", async () => {
    const url = await serving({ at: { percent: 100 } });
    const named = await linesOf(`${url}/pods?watch=1&resourceVersion=105&fieldSelector=metadata.name%3Dc`);
    expect(brief(named)).toEqual(["ADDED c@130"]);
    expect(await linesOf(`${url}/namespaces/other/pods?watch=1&resourceVersion=105`)).toEqual(named);
  });

  it("ends after its timeout, with a bookmark two seconds before", async () => {
    const clock = new VirtualClock();
    const url = await serving({ clock, at: { offsetMs: 0 } });
    const watching = watch(`${url}/pods?watch=1&resourceVersion=105&allowWatchBookmarks=true&timeoutSeconds=3`);
    await watching.opened;
    await clock.advance(999);
    expect(watching.lines).toEqual([]);
    await clock.advance(1);
    await watching.has(1);
    await clock.advance(1999);
    expect(open[0]?.openWatches).toBe(1);
    await clock.advance(1);
    await watching.ended;
    expect(brief(watching.lines)).toEqual(["BOOKMARK @105"]);
  });

  it("from a version before the recording ends at once with 410 in a 200", async () => {
    const url = await serving();
    const answer = await ask(`${url}/pods?watch=1&resourceVersion=7`);
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.body)).toMatchObject({ type: "ERROR", object: { code: 410, message: "too old resource version: 7 (105)" } });
  });
});

describe("a list", () => {
  it("at an exact version shows that moment, and can be watched from", async () => {
    const url = await serving({ at: { percent: 100 } });
    expect(await list(`${url}/pods?resourceVersion=149&resourceVersionMatch=Exact`)).toMatchObject({
      names: ["a", "b", "c"],
      metadata: { resourceVersion: "149" },
    });
    expect(await list(`${url}/namespaces/default/pods?resourceVersion=109&resourceVersionMatch=Exact`)).toMatchObject({ names: ["a"] });
    expect((await list(`${url}/pods`)).names).toEqual(["c"]);
  });

  it("not older than a future version waits for it", async () => {
    const url = await serving({ leadInMs: 300 });
    const answered = await list(`${url}/pods?resourceVersion=130`);
    expect(Number(answered.metadata.resourceVersion)).toBeGreaterThanOrEqual(130);
    expect(answered.names).toContain("c");
  });

  it("in pages shows one moment, even if time advances", async () => {
    const url = await serving({ at: { offsetMs: 40 } });
    const pages: string[][] = [];
    let token: string | undefined = "";
    while (token !== undefined) {
      const page: Awaited<ReturnType<typeof list>> = await list(`${url}/pods?limit=1&continue=${token}`);
      expect(page.metadata.resourceVersion).toBe("130");
      if (page.metadata.continue !== undefined) expect(page.metadata.remainingItemCount).toBe(2 - pages.length);
      pages.push(page.names);
      token = page.metadata.continue;
    }
    expect(pages).toEqual([["a"], ["b"], ["c"]]);
  });

  it("begun before the end of the recording continues at the version of its first page", async () => {
    // Slowly, so that a busy machine is not at the end before the first page.
    const url = await serving({ leadInMs: 0, speed: 0.2 });
    await list(`${url}/pods`);
    await systemClock.sleep(240);
    const first = await list(`${url}/pods?limit=1`);
    const { resourceVersion } = first.metadata;
    await systemClock.sleep(500);
    const rest = await list(`${url}/pods?continue=${first.metadata.continue}`);
    expect(rest.metadata.resourceVersion).toBe(resourceVersion);
    const atThatTime = await list(`${url}/pods?resourceVersion=${resourceVersion}&resourceVersionMatch=Exact`);
    expect([...first.names, ...rest.names]).toEqual(atThatTime.names);
  });

  it("of a selection omits the number of remaining items, as the server does", async () => {
    const url = await serving({ at: { offsetMs: 40 } });
    const page = await list(`${url}/pods?limit=1&labelSelector=app`);
    expect(page.metadata.continue).toBeDefined();
    expect(page.metadata.remainingItemCount).toBeUndefined();
  });
});

describe("time", () => {
  it("does not start with discovery", async () => {
    const url = await serving({ leadInMs: 0 });
    for (const path of ["", "/nothing"]) await ask(url + path);
    await systemClock.sleep(50);
    expect((await list(`${url}/pods`)).names).toEqual(["a"]);
  });

  it("is paused at an offset", async () => {
    const url = await serving({ at: { offsetMs: 20 } });
    await list(`${url}/pods`);
    await systemClock.sleep(100);
    expect((await list(`${url}/pods`)).names).toEqual(["a", "b"]);
    expect(JSON.parse((await ask(`${url}/namespaces/default/pods/b`)).body)).toMatchObject({ metadata: { resourceVersion: "110" } });
    expect((await ask(`${url}/namespaces/default/pods/c`)).status).toBe(404);
  });

  it("a percentage refers to the whole duration", async () => {
    const url = await serving({ at: { percent: 50 } });
    expect((await list(`${url}/pods`)).metadata.resourceVersion).toBe("120");
  });
});

describe("a recording from elsewhere", () => {
  it("of kinds without a recorded stream is served under the usual paths of such kinds", async () => {
    const widget = { ...object(types.widgets, { name: "w1", version: "5" }), apiVersion: "example.com/v1beta1" };
    const url = await serving({ at: { percent: 100 } }, [
      frame(1, "ADDED", widget),
      frame(2, "ADDED", object(types.nodes, { name: "n", version: "6" })),
    ]);
    const root = url.replace("/api/v1", "");
    const found = await list(`${root}/apis/example.com/v1beta1/widgets`);
    expect(found).toMatchObject({ kind: "WidgetList", apiVersion: "example.com/v1beta1", names: ["w1"] });
    expect((await list(`${url}/nodes`)).names).toEqual(["n"]);
    expect((await ask(`${url}/namespaces/default/nodes`)).status).toBe(404);
    expect(JSON.parse((await ask(`${root}/apis/example.com`)).body)).toMatchObject({
      name: "example.com",
      preferredVersion: { version: "v1beta1" },
    });
  });

  it("with numbers and layout that parsing would lose is sent unchanged, on one line", async () => {
    const text =
      '{\n "kind":"Pod","apiVersion":"v1","metadata":{"name":"x","namespace":"default","resourceVersion":"200"},"big":12345678901234567890,"x":1.0}';
    const odd = { ...frame(1, "ADDED", pod("x", "200")), revision: Revision.ofText(text) };
    const url = await serving({ at: { percent: 100 } }, [odd]);
    const lines = await linesOf(`${url}/pods?watch=1&resourceVersion=105`);
    expect(lines).toEqual([`{"type":"ADDED","object":${text.replace("\n", " ")}}`]);
  });

  it("with an object that is not JSON still serves everything else", async () => {
    const broken = { ...frame(1, "ADDED", pod("x", "200")), revision: Revision.ofText("{nonsense") };
    const url = await serving({ at: { percent: 100 } }, [broken, frame(2, "ADDED", pod("y", "201", { app: "web" }))]);
    expect((await list(`${url}/pods?labelSelector=app%3Dweb`)).names).toEqual(["y"]);
  });
});
