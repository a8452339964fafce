import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ServedApi } from "../../src/serve/start-server.js";
import { ended, type ProgramResult, projectRoot } from "../support/program.js";

/** kubectl against a served API, without the configuration and caches of the user. Commands run in the root of the project. */
export function kubectlOn(api: ServedApi): { run(args: readonly string[]): Promise<ProgramResult> } & Disposable {
  const folder = mkdtempSync(join(tmpdir(), "kubespy-kubectl-"));
  const kubeconfig = join(folder, "kubeconfig");
  writeFileSync(kubeconfig, api.kubeconfig(), { mode: 0o600 });
  const env = { PATH: process.env["PATH"], HOME: folder, KUBECONFIG: kubeconfig, EDITOR: "sed -i s/nginx:1/nginx:2/", TMPDIR: folder };
  return {
    run: (args) => ended(spawn("kubectl", args, { env, cwd: projectRoot, stdio: ["ignore", "pipe", "pipe"] })),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}
