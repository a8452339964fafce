import { expect, it } from "vitest";
import { shareSessions } from "../../../src/app/share/share-sessions.js";
import { sharedRecording } from "../../../src/app/share/write-shared.js";
import { KnownByName } from "../../../src/importing/audit/known-by-name.js";
import type { Actor } from "../../../src/model/actor.js";
import type { ObjectFrame } from "../../../src/model/frame.js";
import type { ShareLevel } from "../../../src/model/session-share.js";
import { openRecording } from "../../../src/recording/node/open-recording.js";
import { collect } from "../../support/histories.js";
import { pieces } from "../support.js";

// Made from pieces, so that scanners of this repository find nothing.
const token = ["ghp", "_", "16C7e42F292c6912E7710c838347Ae178B4a"].join("");

const actors: readonly Actor[] = [
  {
    user: "alice@acme-corp.io",
    as: "operations-lead",
    verb: "patch",
    userAgent: `kubectl/v1.36.2 (linux/amd64) ${token}`,
    sources: ["203.0.113.77"],
  },
  {
    user: "system:serviceaccount:payroll:ledger-bot",
    verb: "update",
    subresource: "status",
    userAgent: "ledger/1.0",
    sources: ["10.20.30.40"],
  },
  { user: "system:node:rack7-blade3", verb: "delete", sources: ["10.20.30.40"] },
  { user: "zbigniew", verb: "create" },
];

function recording(actors: readonly Actor[], omissions: readonly string[]): string {
  const metadata = (n: number) => ({
    name: "ledger",
    namespace: "payroll",
    uid: "4d7c1a2e-9b3f-4c6d-8e5a-0a1b2c3d4e5f",
    resourceVersion: `${n}`,
  });
  const header = {
    kubespy: "recording",
    version: 1,
    name: "audit",
    startedAt: "2026-11-22T10:57:17.945Z",
    targets: [],
    streams: [],
    omissions,
  };
  const frames = actors.map((actor, n) => ({
    ...{ type: n === 0 ? "ADDED" : "MODIFIED", t: n, actor: { ...actor, future: token } },
    // A message names a user whom only actors name otherwise.
    object: { kind: "ConfigMap", apiVersion: "v1", metadata: metadata(n), message: `edited by ${actor.user}, ${n}` },
  }));
  const end = { type: "END", frames: frames.length, t: 9, outcome: "imported" };
  return [header, ...frames, end].map((line) => `${JSON.stringify(line)}\n`).join("");
}

async function shared(
  level: ShareLevel,
  of = actors,
  omissions: readonly string[] = [],
): Promise<{ readonly text: string; readonly actors: readonly (Actor | undefined)[] }> {
  const session = await openRecording(pieces(recording(of, omissions)), { name: "audit" });
  const result = await shareSessions([session], { level });
  try {
    const [written] = result.sessions;
    if (written === undefined) throw new Error("nothing was shared");
    const frames = (await collect(written.frames())) as readonly ObjectFrame[];
    return { text: Buffer.concat(await collect(sharedRecording(written, false))).toString(), actors: frames.map(({ actor }) => actor) };
  } finally {
    await result.close();
    await session.close();
  }
}

it("level secrets keeps who asked, but for credentials and for fields that this version does not know", async () => {
  const { text, actors: kept } = await shared("secrets");
  expect(text).not.toContain(token);
  expect(kept.map((actor) => actor?.user)).toEqual(actors.map(({ user }) => user));
  expect(kept[0]).toMatchObject({ as: "operations-lead", verb: "patch", sources: ["203.0.113.77"] });
  expect(kept[0]?.userAgent).toMatch(/^kubectl\/v1\.36\.2 \(linux\/amd64\) redacted-[0-9a-f]{16}$/);
  expect(kept.some((actor) => actor !== undefined && "future" in actor)).toBe(false);
});

it.each<[string, Partial<Actor>, readonly string[]]>([
  ["a name with the sign of an address", { user: "rose@hq", as: "sam@x" }, ["rose", "hq", "sam"]],
  ["a token of bootstrapping", { user: "system:bootstrap:abc123" }, ["abc123"]],
  ["a provider's number", { user: "github|4711" }, ["4711"]],
  ["a full name", { user: "Max Mustermann" }, ["Max", "Mustermann"]],
  ["a role", { user: "arn:aws:sts::123456789012:assumed-role/AdminRole/jane.roe" }, ["123456789012", "AdminRole", "jane", "roe"]],
  ["a machine in the user agent", { userAgent: "Mozilla/5.0 (Macintosh; zoe-laptop)" }, ["zoe", "laptop"]],
  ["a plugin's name", { userAgent: "kubectl-acmeplugin/v1" }, ["acme"]],
  ["what follows the user agent", { userAgent: "kubectl/v1.36.2-zoe (linux/amd64) zoelap" }, ["zoe"]],
  ["an address of version 4 in one of version 6", { sources: ["::ffff:192.0.2.77", "proxy7.hq"] }, ["192.0.2", "2.77", "proxy7"]],
])("level identities leaves nothing of %s", async (_, fields, names) => {
  const actor: Actor = { user: "zbigniew", verb: "patch", ...fields };
  const { actors: kept } = await shared("identities", [actor]);
  const text = JSON.stringify(kept);
  for (const name of names) expect([name, text.includes(name)]).toEqual([name, false]);
  expect(kept[0]?.verb).toBe("patch");
});

it("level identities counts objects that are known by name only, and does not name them", async () => {
  const known = new KnownByName();
  known.add({ group: "", version: "v1", resource: "services", namespace: "treasury", name: "goldvault" }, "2026-11-22T10:57:17Z");
  known.add({ group: "", version: "v1", resource: "secrets", namespace: "treasury" }, "2026-11-22T10:57:17Z");
  const omissions = [known.text ?? ""];
  expect(omissions[0]).toContain("services treasury/goldvault");
  const kept = await shared("secrets", actors, omissions);
  expect(kept.text).toContain("services treasury/goldvault");
  const { text } = await shared("identities", actors, omissions);
  expect(text).toContain("states: 2 changes of 2 objects known by name only");
  for (const name of ["goldvault", "treasury"]) expect([name, text.includes(name)]).toEqual([name, false]);
});

it("level identities gives users, nodes and addresses pseudonyms, the same ones wherever they are named", async () => {
  const { text, actors: kept } = await shared("identities");
  for (const name of [
    "alice",
    "acme",
    "operations-lead",
    "payroll",
    "ledger-bot",
    "rack7",
    "zbigniew",
    "203.0.113.77",
    "10.20.30.40",
    token,
  ])
    expect([name, text.includes(name)]).toEqual([name, false]);
  expect(kept[1]?.user).toMatch(/^system:serviceaccount:[^:]+:[^:]+$/);
  expect(kept[2]?.user).toMatch(/^system:node:[^:]+$/);
  expect(kept[1]?.sources).toEqual(kept[2]?.sources);
  expect(kept.map((actor) => actor?.verb)).toEqual(actors.map(({ verb }) => verb));
  expect(text).toContain(`edited by ${kept[3]?.user}, 3`);
});

it("level skeleton has nobody", async () => {
  const { text, actors: kept } = await shared("skeleton");
  expect(kept).toEqual([undefined, undefined, undefined, undefined]);
  expect(text).not.toContain("kubectl");
});
