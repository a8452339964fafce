import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { bundled } from "../serve/bundled.js";
import { startCluster } from "./cluster.js";
import type { FaultServer, TestObject } from "./fault-server.js";
import { projectRoot, temporaryFolder } from "./program.js";

export interface KubectlCallNote {
  readonly action: string;
  readonly args: readonly string[];
  readonly namespace?: string;
  readonly context?: string;
}

type Behaviour = Readonly<Record<string, { readonly code: number; readonly stderr: string } | "hang">>;

/** A cluster for a live lesson: an API server over HTTP that a test changes by hand, and a kubectl that notes its calls. */
export interface TestCluster extends AsyncDisposable {
  readonly folder: string;
  readonly server: FaultServer;
  /** With the kubectl on PATH. */
  readonly env: Readonly<Record<string, string>>;
  calls(): readonly KubectlCallNote[];
  /** Resolves with the call, when there was one. */
  called(action: string): Promise<KubectlCallNote>;
  behave(behaviour: Behaviour): void;
  /** The namespaces that kubectl created. */
  namespaces(): readonly TestObject[];
  keepNamespace(namespace: TestObject): void;
  /** Everything that a bundled recording holds up to a sequence happens, in this namespace. */
  play(recording: string, namespace: string, upTo?: number): Promise<void>;
}

export async function startLiveCluster(): Promise<TestCluster> {
  const temporary = temporaryFolder();
  const folder = temporary.path;
  const cluster = await startCluster(folder);
  const kubectl = join(folder, "kubectl");
  writeFileSync(kubectl, `#!/bin/sh\nexec "${process.execPath}" "${join(import.meta.dirname, "fake-kubectl.mjs")}" "$@"\n`);
  chmodSync(kubectl, 0o755);
  const notes = join(folder, "calls.ndjson");
  const calls = () => (existsSync(notes) ? jsonLines<KubectlCallNote>(readFileSync(notes, "utf8")) : []);
  return {
    folder,
    server: cluster,
    env: {
      PATH: `${folder}:${process.env["PATH"]}`,
      HOME: folder,
      XDG_DATA_HOME: folder,
      KUBECONFIG: cluster.kubeconfig,
      FAKE_KUBECTL: folder,
      FAKE_KUBECTL_MODULES: join(projectRoot, "node_modules"),
    },
    calls,
    called: async (action) => {
      for (;;) {
        const call = calls().find((each) => each.action === action);
        if (call !== undefined) return call;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    behave: (behaviour) => writeFileSync(join(folder, "behaviour.json"), JSON.stringify(behaviour)),
    namespaces: () => {
      const created = calls().flatMap(({ action, args }) => (action === "get namespace" ? [String(args[2])] : []));
      return [...new Set(created)].flatMap((name) => {
        const file = join(folder, `ns-${name}`);
        return existsSync(file) ? [JSON.parse(readFileSync(file, "utf8")) as TestObject] : [];
      });
    },
    keepNamespace: (namespace) => writeFileSync(join(folder, `ns-${namespace.metadata.name}`), JSON.stringify(namespace)),
    play: (recording, namespace, upTo) => play(cluster, recording, namespace, upTo),
    [Symbol.asyncDispose]: async () => {
      await cluster.close();
      temporary[Symbol.dispose]();
    },
  };
}

function jsonLines<T>(text: string): readonly T[] {
  return text
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line) as T);
}

const collections: Readonly<Record<string, string>> = {
  Pod: "/api/v1/pods",
  Event: "/api/v1/events",
  Deployment: "/apis/apps/v1/deployments",
  ReplicaSet: "/apis/apps/v1/replicasets",
};

async function play(server: FaultServer, recording: string, namespace: string, upTo = Number.POSITIVE_INFINITY): Promise<void> {
  const reader = await bundled(recording);
  for await (const frame of reader.frames()) {
    if (frame.sequence > upTo) break;
    if (frame.kind !== "object") continue;
    const collection = collections[frame.ref.kind];
    if (collection === undefined) continue;
    const text = JSON.stringify(frame.revision.object).replaceAll(`"namespace":"${frame.ref.namespace}"`, `"namespace":"${namespace}"`);
    const object = JSON.parse(text) as TestObject;
    if (frame.type === "DELETED") server.remove(collection, object.metadata.name, namespace);
    else server.apply(collection, object);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  await reader.close();
}
