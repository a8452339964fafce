import { join } from "node:path";
import { onTestFinished } from "vitest";
import { openRecordingFile } from "../../src/app/open-recording-file.js";
import { openStore } from "../../src/app/open-store.js";
import { serve, temporaryKubeconfig } from "../../src/app/serve.js";
import type { ServeOptions } from "../../src/serve/start-server.js";
import type { SessionStore } from "../../src/store/session-store.js";
import { projectRoot, temporaryFolder } from "../support/program.js";

export const recordingFile = (name: string) => join(projectRoot, "recordings", `${name}.kubespy.gz`);

/** A bundled recording, closed when the test ends. */
export async function bundled(name: string) {
  const recording = await openRecordingFile(recordingFile(name));
  onTestFinished(() => recording.close());
  return recording;
}

/** A store in a folder of its own, both removed when the test ends. */
export async function emptyStore(): Promise<{ readonly store: SessionStore; readonly path: string }> {
  const folder = temporaryFolder();
  const store = await openStore(join(folder.path, "k.db"));
  onTestFinished(async () => {
    await store.close();
    folder[Symbol.dispose]();
  });
  return { store, path: folder.path };
}

/** A bundled recording served as a cluster; what `record` needs to reach it. */
export async function servedCluster(name: string, options: Partial<ServeOptions> = {}) {
  const api = await serve(await bundled(name), { leadInMs: 100, speed: 20, ...options });
  const kubeconfig = temporaryKubeconfig(api);
  onTestFinished(async () => {
    kubeconfig.remove();
    await api.close();
  });
  return { kubeconfig: kubeconfig.path, env: {} };
}

export async function* pieces(...texts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield new TextEncoder().encode(text);
}
