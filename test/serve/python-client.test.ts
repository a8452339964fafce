import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { systemClock } from "../../src/io/clock.js";
import { startServer } from "../../src/serve/start-server.js";
import { commandOf, lacks } from "../support/needs.js";
import { ended, temporaryFolder } from "../support/program.js";
import { bundled } from "./bundled.js";

const script = `
import sys
from kubernetes import client, config, watch
config.load_kube_config(sys.argv[1])
core = client.CoreV1Api()
print("pods", [pod.metadata.name for pod in core.list_namespaced_pod("default").items])
print("secrets", len(core.list_secret_for_all_namespaces().items))
print("namespaces", [namespace.metadata.name for namespace in core.list_namespace().items])
for event in watch.Watch().stream(core.list_namespaced_event, "default", timeout_seconds=1):
    print("event", event["type"], event["object"].reason)
attributes = client.V1ResourceAttributes(verb="delete", resource="pods")
review = client.V1SelfSubjectAccessReview(spec=client.V1SelfSubjectAccessReviewSpec(resource_attributes=attributes))
print("may delete", client.AuthorizationV1Api().create_self_subject_access_review(review).status.allowed)
try:
    core.delete_namespaced_pod("nginx", "default")
except client.ApiException as error:
    print("refused", error.status)
`;

it.skipIf(lacks("python-kubernetes", "the Python client against a served recording"))(
  "the Python client lists, watches, asks what it may do, and is refused writes",
  { timeout: 60_000 },
  async () => {
    using folder = temporaryFolder();
    const api = await startServer(await bundled("pod-nginx"), { clock: systemClock, at: { offsetMs: 4000 } });
    const kubeconfig = join(folder.path, "kubeconfig");
    writeFileSync(kubeconfig, api.kubeconfig());
    const { code, stdout, stderr } = await ended(
      spawn(commandOf("python-kubernetes") ?? "python3", ["-c", script, kubeconfig], { stdio: ["ignore", "pipe", "pipe"] }),
    );
    await api.close();
    expect(code, stderr).toBe(0);
    expect(stdout).toBe(`pods ['nginx']
secrets 0
namespaces ['default']
event ADDED Scheduled
event ADDED Pulled
event ADDED Created
event ADDED Started
may delete False
refused 403
`);
  },
);
