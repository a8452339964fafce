import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { zipSync } from "fflate";
import { packTar } from "modern-tar";
import { describe, expect, it } from "vitest";
import { openSession } from "../../../src/app/sessions/open-session.js";
import { recordingFile } from "../support.js";
import { foreignWorkplace } from "./foreign-workplace.js";

const object = (kind: string, name: string, version: number, time: string, more: object = {}) => ({
  ...{ apiVersion: "v1", kind },
  metadata: {
    name,
    namespace: "shop",
    uid: `${kind}-${name}`,
    resourceVersion: String(version),
    creationTimestamp: `2026-03-01T10:00:${time}Z`,
  },
  ...more,
});
const json = (value: unknown) => JSON.stringify(value, undefined, 2);
const list = (kind: string, items: readonly object[]) => json({ kind: `${kind}List`, apiVersion: "v1", metadata: {}, items });
const event = (name: string, time: string) =>
  object("Event", name, 50, "30", {
    ...{ reason: "BackOff", message: "x", type: "Warning", lastTimestamp: `2026-03-01T10:00:${time}Z` },
    involvedObject: { kind: "Pod", name: "web", namespace: "shop", uid: "Pod-web" },
  });
const nodeYaml =
  "---\napiVersion: v1\nkind: Node\nmetadata:\n  name: n1\n  uid: n1\n  resourceVersion: '1'\n  creationTimestamp: '2026-03-01T09:00:00Z'\n";
const log = "I0301 10:00:01.000000 1 request.go:700] Waited {x}\n".repeat(20);

/** As "kubectl cluster-info dump" and "oc adm must-gather" write them. */
const dump = {
  "dump/nodes.yaml": nodeYaml,
  "dump/kube-system/pods.json": list("Pod", []),
  "dump/shop/events.json": list("Event", [event("e2", "20"), event("e1", "10")]),
  "dump/shop/pods.json": list("Pod", [object("Pod", "web", 5, "05"), object("Pod", "api", 4, "01")]),
  "dump/shop/web/logs.txt": log,
};
const dumpFrames = ["ADDED Node/n1@1", "ADDED Pod/api@4", "ADDED Pod/web@5", "ADDED Event/e1@50", "ADDED Event/e2@50"];
const skippedLog = (folder: string) => `${folder}/shop/web/logs.txt was skipped: it is a log: it holds no objects`;
const files = (prefix: string) => Object.entries(dump).map(([name, text]) => [`${prefix}${name}`, Buffer.from(text)] as const);
const tarOf = async (entries: readonly (readonly [string, Buffer])[]) =>
  await packTar(entries.map(([name, body]) => ({ header: { name, size: body.length }, body })));

describe("a directory", () => {
  it("becomes one session in the order of the objects' own times, and the rest is listed", async () => {
    const { importing } = foreignWorkplace(dump);
    const outcome = await importing(["dump"]);
    expect(outcome).toMatchObject({ sessions: ["dump: 5"], frames: dumpFrames, warnings: [skippedLog("dump")] });
    expect(outcome.omissions).toContain("bytes of objects: the input is YAML; its objects were serialised anew as JSON");
  });

  it("with a revision in several files has it once; a newer state is a change; what another file lacks is not gone", async () => {
    const { importing } = foreignWorkplace({
      "dump/a.json": list("Pod", [object("Pod", "web", 5, "05"), object("Pod", "api", 4, "01")]),
      "dump/b.json": list("Pod", [object("Pod", "web", 5, "05")]),
      "dump/c.json": json(object("Pod", "web", 9, "05", { status: { conditions: [{ lastTransitionTime: "2026-03-01T10:00:40Z" }] } })),
    });
    expect((await importing(["dump"])).frames).toEqual(["ADDED Pod/api@4", "ADDED Pod/web@5", "MODIFIED Pod/web@9"]);
  });

  it("with a new object under an old name has an inferred deletion", async () => {
    const renewed = { ...object("Pod", "web", 9, "30"), metadata: { ...object("Pod", "web", 9, "30").metadata, uid: "new" } };
    const { importing } = foreignWorkplace({ "dump/a.json": json(object("Pod", "web", 5, "05")), "dump/b.json": json(renewed) });
    expect((await importing(["dump"])).frames).toEqual(["ADDED Pod/web@5", "DELETED Pod/web@5", "ADDED Pod/web@9"]);
  });

  it("with a watch beside a List merges them by time", async () => {
    const watch = (type: string, value: object) => JSON.stringify({ type, object: value });
    const ready = { status: { conditions: [{ lastTransitionTime: "2026-03-01T10:00:15Z" }] } };
    const { importing } = foreignWorkplace({
      "dump/events.json": list("Event", [event("e1", "10"), event("e2", "20")]),
      "dump/watch.json": [
        watch("ADDED", object("Pod", "web", 5, "05")),
        watch("MODIFIED", object("Pod", "web", 6, "05", ready)),
        watch("DELETED", object("Pod", "web", 7, "05", ready)),
      ].join("\n"),
    });
    expect((await importing(["dump"])).frames).toEqual([
      "ADDED Pod/web@5",
      "ADDED Event/e1@50",
      "MODIFIED Pod/web@6",
      "DELETED Pod/web@7",
      "ADDED Event/e2@50",
    ]);
  });

  it("with recordings in it gives each a session of its own", async () => {
    const { importing } = foreignWorkplace({ ...dump, "dump/pod.kubespy.gz": readFileSync(recordingFile("pod-nginx")) });
    expect((await importing(["dump"])).sessions).toEqual(["pod-nginx: 16", "dump: 5"]);
  });

  it("without anything that can be read is an error, and creates no session", async () => {
    const { importing } = foreignWorkplace({ "dump/a.log": log });
    expect(await importing(["dump"])).toMatchObject({
      sessions: [],
      warnings: ["dump/a.log was skipped: it is a log: it holds no objects"],
      error: "dump holds nothing that can be imported: none of its 1 file holds a recording or objects",
    });
  });

  it("is left by no link, and many skipped files are counted", async () => {
    const logs = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`dump/logs/${String(i).padStart(2, "0")}.log`, log]));
    const { importing, path } = foreignWorkplace({
      ...logs,
      "outside.json": json(object("Pod", "secret", 1, "01")),
      "dump/pod.json": json(object("Pod", "web", 5, "05")),
    });
    symlinkSync("../outside.json", join(path, "dump", "link.json"));
    const { frames, warnings } = await importing(["dump"]);
    expect(frames).toEqual(["ADDED Pod/web@5"]);
    expect(warnings[0]).toBe("dump/link.json was skipped: it is a symbolic link");
    expect(warnings).toHaveLength(21);
    expect(warnings.at(-1)).toBe("11 more files were skipped");
  });

  it("never stores the value of a Secret", async () => {
    const secret = object("Secret", "s", 3, "01", { data: { password: "aHVudGVyMg==" } });
    const { importing, path } = foreignWorkplace({ "dump/a.json": json(secret), "dump/b.json": json(object("Pod", "web", 5, "05")) });
    expect((await importing(["dump"])).frames).toHaveLength(2);
    expect(readFileSync(join(path, "db", "k.db")).includes("aHVudGVyMg==")).toBe(false);
  });
});

describe("an archive is read like a directory:", () => {
  const zip = () => Buffer.from(zipSync(Object.fromEntries(files(""))));
  it.each<[name: string, make: () => Promise<Uint8Array> | Uint8Array]>([
    ["dump.zip", zip],
    ["dump.tar", () => tarOf(files(""))],
    ["dump.tar.gz", async () => gzipSync(await tarOf(files("")))],
    ["dump.tgz", async () => gzipSync(await tarOf(files("./")))],
  ])("%s", async (name, make) => {
    const { importing } = foreignWorkplace({ [name]: await make() });
    const prefix = name === "dump.tgz" ? `${name}/./dump` : `${name}/dump`;
    expect(await importing([name])).toMatchObject({ sessions: ["dump: 5"], frames: dumpFrames, warnings: [skippedLog(prefix)] });
  });

  it("with compressed files in it; not in another archive", async () => {
    const inner = zip();
    const { importing } = foreignWorkplace({
      "all.tar": await tarOf([
        ["dump/pod.json.gz", gzipSync(json(object("Pod", "web", 5, "05")))],
        ["inner.zip", inner],
      ]),
    });
    expect(await importing(["all.tar"])).toMatchObject({
      frames: ["ADDED Pod/web@5"],
      warnings: ["all.tar/inner.zip was skipped: it is an archive in an archive; unpack the outer one"],
    });
  });

  it("with names that lead out of it, which name nothing", async () => {
    const { importing, path } = foreignWorkplace({
      "evil.tar": await tarOf([["../../evil.json", Buffer.from(json(object("Pod", "web", 5, "05")))]]),
    });
    expect((await importing(["evil.tar"])).frames).toEqual(["ADDED Pod/web@5"]);
    expect(() => readFileSync(join(path, "..", "..", "evil.json"))).toThrow("ENOENT");
  });

  it.each(["dump.zip", "dump.tar"])("as far as it goes, where it is cut short: %s", async (name) => {
    const whole = name === "dump.zip" ? zip() : Buffer.from(await tarOf(files("")));
    const at = whole.indexOf("dump/shop/pods.json");
    const { importing } = foreignWorkplace({ [name]: whole.subarray(0, at + 40) });
    const { frames, warnings } = await importing([name]);
    expect(frames).toEqual(["ADDED Node/n1@1", "ADDED Event/e1@50", "ADDED Event/e2@50"]);
    expect(warnings.join("\n")).toMatch(/archive is damaged, encrypted or cut short/);
  });
});

describe("several inputs", () => {
  it("become one session, named after the first; one that cannot be read is an error after all others", async () => {
    const { importing } = foreignWorkplace({
      "pods.json": json(object("Pod", "web", 5, "05")),
      "events.yaml": "apiVersion: v1\nkind: Event\nmetadata:\n  name: e\n  uid: e\n  creationTimestamp: '2026-03-01T10:00:01Z'\n",
      "pods.txt": "NAME  READY  STATUS\nweb 1/1 Running\n",
    });
    expect(await importing(["pods.json", "pods.txt", "missing.json", "events.yaml"])).toMatchObject({
      sessions: ["pods: 2"],
      frames: ["ADDED Event/e@", "ADDED Pod/web@5"],
      warnings: ['no file "missing.json"'],
      error: "pods.txt is the table that kubectl get prints; it lacks the objects; the other inputs are imported",
    });
  });

  it("of which several sessions are made number the name that was given", async () => {
    const { importing } = foreignWorkplace({
      "a/a.json": json(object("Pod", "web", 5, "05")),
      "a/b.kubespy.gz": readFileSync(recordingFile("pod-nginx")),
    });
    expect(await importing(["a"], { session: "one" })).toMatchObject({
      sessions: ["one: 16", "one-2: 1"],
    });
    expect(await importing(["a/a.json"], { session: "two" })).toMatchObject({ sessions: ["two: 1"] });
  });
});

describe("a recording without a readable frame", () => {
  const header =
    gunzipSync(readFileSync(recordingFile("pod-nginx")))
      .toString()
      .split("\n")[0] ?? "";

  it("is an error, and becomes no session", async () => {
    const { importing } = foreignWorkplace({ "empty.kubespy": `${header}\n` });
    expect(await importing(["empty.kubespy"])).toMatchObject({
      sessions: [],
      error: 'the recording "pod-nginx" holds no frame that can be read',
    });
  });

  it("is opened where its end counts no frames, and refused where the end counts frames that are not there", async () => {
    const end = (frames: number) => JSON.stringify({ type: "END", frames, t: 5000, outcome: "duration" });
    const { context, importing } = foreignWorkplace({
      "none.kubespy": `${header}\n${end(0)}\n`,
      "lost.kubespy": `${header}\n${end(3)}\n`,
    });
    const session = await openSession("none.kubespy", context);
    expect(session.summary).toMatchObject({ frames: 0, state: "ended", durationMs: 5000 });
    await session.close();
    await expect(openSession("lost.kubespy", context)).rejects.toThrow('the recording "lost.kubespy" holds no frame that can be read');
    expect(await importing(["none.kubespy"])).toMatchObject({
      sessions: [],
      error: 'the recording "pod-nginx" has no frames: there is nothing to import',
    });
  });

  it("does not hide the bundled recording of its name", async () => {
    const { context, path } = foreignWorkplace();
    mkdirSync(join(path, "sub"));
    writeFileSync(join(path, "pod-nginx"), `${header}\n`);
    const session = await openSession("pod-nginx", context);
    expect(session.summary.frames).toBe(16);
    await session.close();
    await expect(openSession("./pod-nginx", context)).rejects.toThrow('the recording "./pod-nginx" holds no frame that can be read');
  });
});
