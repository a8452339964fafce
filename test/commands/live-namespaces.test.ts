import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startCluster } from "../support/cluster.js";
import { type FaultServer, statusBody, type TestObject } from "../support/fault-server.js";
import { runInProcess } from "../support/in-process.js";
import { temporaryFolder } from "../support/program.js";

const folder = temporaryFolder();
let server: FaultServer & AsyncDisposable & { readonly kubeconfig: string };

/** A role that allows two namespaces, and no collection of all of them. */
beforeAll(async () => {
  server = await startCluster(folder.path);
  for (const namespace of ["shop", "stage", "other"]) {
    server.apply("/api/v1/pods", pod(namespace));
    server.apply("/api/v1/events", event(namespace));
  }
  for (const path of ["/api/v1/pods", "/api/v1/events"])
    server.fault({ path, times: 99, act: { do: "answer", status: 403, body: forbidden } });
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
  folder[Symbol.dispose]();
});

const forbidden = statusBody(403, "Forbidden", "forbidden in all namespaces", { kind: "pods" });

function pod(namespace: string): TestObject {
  const spec = { containers: [{ name: "c", image: "i" }] };
  return { apiVersion: "v1", kind: "Pod", metadata: { name: "web", namespace }, spec, status: { phase: "Pending" } };
}

function event(namespace: string): TestObject {
  const involvedObject = { apiVersion: "v1", kind: "Pod", name: "web", namespace };
  const metadata = { name: `web.${namespace}`, namespace };
  return { apiVersion: "v1", kind: "Event", metadata, involvedObject, type: "Normal", reason: "Pulling", message: "Pulling image i" };
}

const run = async (command: string, ...args: readonly string[]) =>
  await runInProcess([command, ...args, "--kubeconfig", server.kubeconfig, "--for", "300ms"]);
const inBoth = ["-n", "shop", "-n", "stage"];

describe("a target in several namespaces", () => {
  it("is watched in each by requests of that namespace only, and each object and Event is named with its own", async () => {
    const db = ["--db", join(folder.path, "k.db")];
    const recorded = await run("record", "pod/web", ...inBoth, "--session", "both", ...db);
    expect([recorded.code, recorded.stderr]).toEqual([0, expect.stringContaining("recording pod/web in context test")]);
    expect(recorded.stdout).toMatch(/shop\/Pod\/web +Created/);
    expect(recorded.stdout).toMatch(/stage\/Pod\/web +· Pulling/);
    expect(recorded.stdout).not.toContain("other");
    const lists = new Set(server.requests.filter(({ kind }) => kind === "list").map(({ path }) => path));
    expect([...lists].sort()).toEqual(
      ["shop", "stage"].flatMap((name) => ["events", "pods"].map((type) => `/api/v1/namespaces/${name}/${type}`)),
    );
    expect(recorded.stderr).toContain(`replay both --db ${db[1]}"`);
    const replayed = await runInProcess(["replay", "both", ...db]);
    expect(replayed.stdout).toMatch(/shop\/Pod\/web {2}/);
    expect(replayed.stdout).toContain("Event on stage/Pod/web");
    const traced = await runInProcess(["trace", "both", ...db]);
    expect(traced.stdout).toContain("shop/Pod/web waits for the scheduler to assign it to a node.");
  });

  it.each(["status", "changes", "trace"])("%s shows each with its namespace", async (command) => {
    const { code, stdout } = await run(command, "pod", "web", ...inBoth);
    expect(code).toBe(0);
    for (const namespace of ["shop", "stage"]) expect(stdout).toContain(`${namespace}/Pod/web  `);
    expect(stdout).not.toContain("other");
  });

  it("is missing from one of them by name", async () => {
    const { stderr, stdout } = await run("trace", "pod", "web", "-n", "shop", "-n", "empty");
    expect(stderr).toContain("waiting for pod/web to be created in context test, namespace empty");
    expect(stdout).toMatch(/\n\nwaiting for pod\/web in namespace empty to be created\n\n$/);
  });

  it("one namespace needs no name beside an object", async () => {
    const { stdout } = await run("status", "pod", "web", "-n", "stage");
    expect(stdout).toContain("  Pod/web  ");
  });
});

it("a field selector that the server refuses is wrong usage", async () => {
  const message =
    'Unable to find "/v1, Resource=services" that match label selector "", field selector "foo=bar": field label not supported: foo';
  server.fault({ path: "/services", act: { do: "answer", status: 400, body: statusBody(400, "BadRequest", message) } });
  const { code, stderr } = await run("status", "services", "-n", "shop", "--field-selector", "foo=bar");
  expect([code, stderr]).toEqual([2, expect.stringContaining(`answered 400: ${message}\nkubespy: hint: check --field-selector: `)]);
});
