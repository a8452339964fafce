import { type FaultServer, numeral, type TestObject } from "../support/fault-server.js";

/** What is recorded, and what happens meanwhile to it and to its neighbours. */
export interface Scope {
  readonly name: string;
  readonly targets: readonly string[];
  /** Collections of the fault server, in order of creation of their objects. */
  readonly collections: readonly string[];
  /** Creates the objects that exist before the recording. */
  begin(server: FaultServer): void;
  /** One round of changes of every kind, including a deletion and a recreation under the same name; `round` makes it unique. */
  live(server: FaultServer, round: number): void;
  /** A final change in every collection: a recorder that has these has everything before. */
  fence(server: FaultServer, round: number): readonly TestObject[];
}

const pods = "/api/v1/pods";
const events = "/api/v1/events";
const deployments = "/apis/apps/v1/deployments";
const replicaSets = "/apis/apps/v1/replicasets";

/** Marks objects that belong to the recording; neighbours lack it. The recorder does not use this label. */
const mine = { belongs: "yes" };

/** Whether the recording should hold this object. */
export function belongs(object: TestObject): boolean {
  return (object.metadata["labels"] as Record<string, string> | undefined)?.["belongs"] === "yes";
}

function named(
  apiVersion: string,
  kind: string,
  name: string,
  more: { owner?: TestObject; neighbour?: true; fields?: object } = {},
): TestObject {
  const { owner, neighbour, fields } = more;
  const owners = owner && [
    { apiVersion: owner.apiVersion, kind: owner.kind, name: owner.metadata.name, uid: owner.metadata.uid, controller: true },
  ];
  const metadata = { name, namespace: "shop", ...(neighbour ? {} : { labels: mine }), ...(owners ? { ownerReferences: owners } : {}) };
  return { apiVersion, kind, metadata, ...fields };
}

/** Multi-byte text, and numbers that a naive round trip changes. */
function spec(round: number, step: number): object {
  return { spec: { round, step, ship: "🚢 über", precise: numeral(`1234567890123456789${step}.500`), tiny: numeral("1e-400") } };
}

const pod = (name: string, round: number, step: number, owner?: TestObject): TestObject =>
  named("v1", "Pod", name, { ...(owner ? { owner } : {}), fields: spec(round, step) });

function eventAbout(about: TestObject, name: string): TestObject {
  const { uid, namespace } = about.metadata;
  const involvedObject = { apiVersion: about.apiVersion, kind: about.kind, name: about.metadata.name, namespace, uid };
  return named("v1", "Event", name, { fields: { involvedObject, reason: name, message: name, type: "Normal" } });
}

function neighbours(server: FaultServer, round: number): void {
  const other = server.apply(pods, named("v1", "Pod", "neighbour", { neighbour: true, fields: spec(round, 0) }));
  const event = eventAbout(other, "neighbour.seen");
  server.apply(events, { ...event, metadata: { name: "neighbour.seen", namespace: "shop" } });
  server.writeElsewhere(2);
}

/** Changes Pods of these names: some changed, one deleted and recreated, one created and deleted. */
function livePods(server: FaultServer, round: number, name: string, owner?: TestObject): void {
  server.apply(pods, pod(name, round, 1, owner));
  neighbours(server, round);
  const changed = server.apply(pods, pod(name, round, 2, owner));
  server.apply(events, eventAbout(changed, `${name}.changed`));
  server.remove(pods, name, "shop");
  const again = server.apply(pods, pod(name, round, 3, owner));
  server.apply(events, eventAbout(again, `${name}.again-${round}`));
  server.remove(events, `${name}.again-${round}`, "shop");
  server.apply(pods, pod(name, round, 4, owner));
}

const singlePod: Scope = {
  name: "single Pod",
  targets: ["pod", "web"],
  collections: [pods, events],
  begin: (server) => {
    neighbours(server, 0);
    server.apply(events, eventAbout(server.apply(pods, pod("web", 0, 0)), "web.begun"));
  },
  live: (server, round) => livePods(server, round, "web"),
  fence: (server, round) => {
    const last = server.apply(pods, pod("web", round, 9));
    return [last, server.apply(events, eventAbout(last, "web.fence"))];
  },
};

function deployment(server: FaultServer, round: number): TestObject {
  return server.apply(deployments, named("apps/v1", "Deployment", "web", { fields: spec(round, 0) }));
}

function replicaSet(server: FaultServer, owner: TestObject, name: string, round: number): TestObject {
  return server.apply(replicaSets, named("apps/v1", "ReplicaSet", name, { owner, fields: spec(round, 0) }));
}

const tree: Scope = {
  name: "Deployment tree with Events",
  targets: ["deploy/web"],
  collections: [deployments, replicaSets, pods, events],
  begin: (server) => {
    neighbours(server, 0);
    const set = replicaSet(server, deployment(server, 0), "web-0", 0);
    server.apply(events, eventAbout(server.apply(pods, pod("web-0-a", 0, 0, set)), "web-0-a.begun"));
  },
  live: (server, round) => {
    const owner = deployment(server, round);
    const set = replicaSet(server, owner, `web-${round}`, round);
    livePods(server, round, `web-${round}-a`, set);
    livePods(server, round, `web-${round}-b`, set);
    server.remove(pods, `web-${round}-b`, "shop");
    replicaSet(server, owner, `web-${round}`, round);
    server.remove(replicaSets, `web-${round}`, "shop");
  },
  fence: (server, round) => {
    const owner = deployment(server, round);
    const set = replicaSet(server, owner, "web-0", round);
    const last = server.apply(pods, pod("web-0-a", round, 9, set));
    return [owner, set, last, server.apply(events, eventAbout(last, "web.fence"))];
  },
};

const namespace: Scope = {
  name: "whole namespace",
  targets: ["pods,configmaps"],
  collections: ["/api/v1/configmaps", pods, events],
  begin: (server) => {
    server.apply("/api/v1/configmaps", named("v1", "ConfigMap", "settings"));
    server.apply(events, eventAbout(server.apply(pods, pod("p0", 0, 0)), "p0.begun"));
  },
  live: (server, round) => {
    for (const name of ["p0", `p${round}`, `q${round}`]) livePods2(server, round, name);
    server.apply("/api/v1/configmaps", named("v1", "ConfigMap", "settings", { fields: { data: { round: String(round) } } }));
    server.apply("/api/v1/configmaps", named("v1", "ConfigMap", `brief-${round}`));
    server.remove("/api/v1/configmaps", `brief-${round}`, "shop");
  },
  fence: (server, round) => {
    const last = server.apply(pods, pod("p0", round, 9));
    const map = server.apply("/api/v1/configmaps", named("v1", "ConfigMap", "settings", { fields: { data: { fence: String(round) } } }));
    return [map, last, server.apply(events, eventAbout(last, "p0.fence"))];
  },
};

/** As `livePods`, for a namespace in which every object belongs. */
function livePods2(server: FaultServer, round: number, name: string): void {
  server.apply(pods, pod(name, round, 1));
  server.apply(events, eventAbout(server.apply(pods, pod(name, round, 2)), `${name}.changed`));
  server.remove(pods, name, "shop");
  server.apply(pods, pod(name, round, 3));
  server.writeElsewhere(1);
}

export const scopes: readonly Scope[] = [singlePod, tree, namespace];
