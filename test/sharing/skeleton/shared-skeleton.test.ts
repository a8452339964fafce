import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type SharedSessions, shareSessions } from "../../../src/app/share/share-sessions.js";
import type { SessionReader } from "../../../src/model/session.js";
import { isStandInOfShare } from "../../../src/sharing/skeleton/skeleton-session.js";
import { randomHistory } from "../../compare/random-lives.js";
import { collect, readerOf } from "../../support/histories.js";
import { anyLives } from "../../support/lives.js";
import { courseOf, findingsOf, freeTextIn, recorded, recordings } from "./skeletons.js";

const key = randomBytes(32);

async function shared(session: SessionReader): Promise<{ readonly share: SharedSessions; readonly skeleton: SessionReader }> {
  const share = await shareSessions([session], { level: "skeleton", key });
  const [skeleton] = share.sessions;
  if (skeleton === undefined) throw new Error("nothing was shared");
  return { share, skeleton };
}

describe.each(recordings)("%s shared at level skeleton", (path) => {
  it("has the same stages, milestones and findings, and no text but Kubernetes' words, times, numbers and stand-ins", async () => {
    const session = await recorded(path);
    const { share, skeleton } = await shared(session);
    expect(await courseOf(skeleton)).toEqual(await courseOf(session));
    expect(await findingsOf(skeleton)).toEqual(await findingsOf(session));
    for (const frame of await collect(skeleton.frames()))
      if (frame.kind === "object") expect(freeTextIn(frame.revision.object, isStandInOfShare)).toBeUndefined();
    await share.close();
    await session.close();
  });
});

it.each([
  ["lives of Pods and a Deployment", anyLives],
  ["lives of workloads and a custom resource", randomHistory],
] as const)("%s: a session shared at level skeleton has the same stages and milestones", async (_, histories) => {
  await fc.assert(
    fc.asyncProperty(histories, async (history) => {
      const session = readerOf(history);
      const { share, skeleton } = await shared(session);
      expect(await courseOf(skeleton)).toEqual(await courseOf(session));
      await share.close();
    }),
    { numRuns: 20 },
  );
});

it("of header, end and markers no text stays", async () => {
  const history = fc.sample(anyLives, { numRuns: 1 })[0];
  if (history === undefined) throw new Error("no history");
  const session = readerOf({
    ...history,
    header: {
      ...history.header,
      name: "acme-outage",
      title: "Acme is down",
      description: "the ledger of Acme",
      context: "acme",
      namespace: "acme",
      targets: ["deploy/acme", "acme, all of it", "pods"],
      command: ["helm", "upgrade", "acme"],
      server: { version: "v1.36.2-acme.1" },
      omissions: ["events: forbidden for acme"],
      streams: [
        {
          id: "/api/v1/namespaces/acme/pods?labelSelector=team%3Dacme",
          group: "",
          version: "v1",
          resource: "pods",
          kind: "Pod",
          namespaced: true,
          namespace: "acme",
          labelSelector: "team=acme",
        },
      ],
    },
    markers: [{ offsetMs: 0, text: "Acme called" }],
  });
  const { share, skeleton } = await shared(session);
  expect(await skeleton.markers()).toEqual([]);
  const { header } = skeleton.summary;
  expect(JSON.stringify(header)).not.toMatch(/acme|ledger|forbidden/i);
  expect(header.targets[0]).toMatch(/^deploy\//);
  expect(header.targets[2]).toBe("pods");
  expect(header.streams[0]?.labelSelector).toBeDefined();
  expect(header.server).toEqual({ version: "v1.36.2" });
  expect(header.shared).toMatchObject({ level: "skeleton" });
  await share.close();
});

it("sessions shared together at level skeleton have the same stand-ins for the same objects", async () => {
  const history = fc.sample(randomHistory, { numRuns: 1, seed: 7 })[0];
  if (history === undefined) throw new Error("no history");
  const share = await shareSessions([readerOf(history), readerOf(history)], { level: "skeleton", key });
  const [a, b] = await Promise.all(share.sessions.map((session) => session.objectSpans()));
  expect(a).toEqual(b);
  await share.close();
});

it("a session that was shared at level identities can be shared again at level skeleton", async () => {
  const session = await recorded("recordings/deployment-bad-rollout.kubespy.gz");
  const first = await shareSessions([session], { level: "identities", key });
  const [identified] = first.sessions;
  if (identified === undefined) throw new Error("nothing was shared");
  const { share, skeleton } = await shared(identified);
  expect(await courseOf(skeleton)).toEqual(await courseOf(session));
  await share.close();
  await first.close();
  await session.close();
});
