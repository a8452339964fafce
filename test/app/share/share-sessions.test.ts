import { describe, expect, it } from "vitest";
import { shareSessions } from "../../../src/app/share/share-sessions.js";
import type { ObjectFrame } from "../../../src/model/frame.js";
import { refOf } from "../../../src/model/kube-object.js";
import { Revision } from "../../../src/model/revision.js";
import { history } from "../../compare/runs.js";
import { readerOf } from "../../support/histories.js";

/** Built here, so that no scanner takes it for one. */
const password = ["S3cr3t", "Tp99x"].join("");
const host = "db.internal.example.com";

function podFrame(fields: object): ObjectFrame {
  const object = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "payments-api", namespace: "ledger", uid: "11111111-2222-4333-8444-555555555555", resourceVersion: "1" },
    ...fields,
  };
  const revision = Revision.ofObject(object);
  return {
    kind: "object",
    type: "ADDED",
    sequence: 1,
    offsetMs: 0,
    observedAt: "2026-01-01T00:00:00.000Z",
    ref: refOf(object),
    resourceVersion: "1",
    revision,
  };
}

async function sharedText(frame: ObjectFrame, level: "secrets" | "identities"): Promise<string> {
  const shared = await shareSessions([readerOf(history([frame]))], { level });
  let text = "";
  for (const session of shared.sessions) for await (const each of session.frames()) if (each.kind === "object") text += each.revision.text;
  await shared.close();
  return text;
}

describe("a credential beside a name", () => {
  const url = `postgres://pay:${password}@${host}:5432/pay`;

  it.each([
    ["in an argument", { spec: { containers: [{ name: "api", args: [`--db=${url}`] }] } }],
    ["in a message", { status: { message: `cannot connect to ${url}: timeout` } }],
    ["in an annotation", { metadata: { ...podFrame({}).revision.object.metadata, annotations: { "example.com/upstream": url } } }],
  ])("%s: both go at level identities, and the rest of the URL stays", async (_, fields) => {
    const text = await sharedText(podFrame(fields), "identities");
    expect(text).not.toContain(password);
    expect(text).not.toContain(host);
    expect(text).not.toContain("payments-api");
    expect(text).toMatch(/postgres:\/\/(\w+:)?redacted-[0-9a-f]{16}@[\w.-]+:5432\//);
  });
});

describe("what a person wrote", () => {
  const header = { name: "acme-failed", title: "Bob says that the Pod fails at Acme", description: "Container payments-api exits" };

  it("stays at level secrets", async () => {
    const shared = await shareSessions([readerOf(history([podFrame({})], header))], { level: "secrets" });
    expect(shared.sessions[0]?.summary.header).toMatchObject(header);
    await shared.close();
  });

  it("keeps its public words and its pseudonyms only at level identities", async () => {
    const shared = await shareSessions([readerOf(history([podFrame({})], header))], { level: "identities" });
    const { name, title, description } = shared.sessions[0]?.summary.header ?? {};
    expect(name).toMatch(/^session-[0-9a-f]{16}$/);
    expect(title).toMatch(/^redacted-[0-9a-f]{16} says that the Pod fails at redacted-[0-9a-f]{16}$/);
    expect(description).toMatch(/^Container [a-z2-7]{14} exits$/);
    await shared.close();
  });
});

it("a member that is twice in JSON within a text leaves nothing of its first value", async () => {
  const annotations = { "example.com/settings": `{"password": "${password}", "password": true}` };
  const text = await sharedText(podFrame({ metadata: { ...podFrame({}).revision.object.metadata, annotations } }), "secrets");
  expect(text).not.toContain(password);
});
