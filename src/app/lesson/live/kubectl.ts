import { Interrupted, KubespyError } from "../../../errors.js";
import { printable } from "../../../io/printable.js";

/** One call of the user's kubectl. */
export interface KubectlCall {
  /** Without the flags that name the cluster: those are added. */
  readonly args: readonly string[];
  /** For its standard input. Default: none. */
  readonly input?: string;
  /** It is ended after this long. */
  readonly limitMs: number;
  /** It is ended when this aborts. */
  readonly signal?: AbortSignal;
}

export interface KubectlResult {
  /** As a shell reports it. */
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  /** It could not be run, or had to be ended: then nobody knows what it did. In words. */
  readonly problem?: string;
}

/** Runs kubectl on the cluster of the lesson. Never rejects. All that is written to a cluster is written by it. */
export type Kubectl = (call: KubectlCall) => Promise<KubectlResult>;

/** For a request that every healthy server answers at once. */
export const requestMs = 30_000;

/** What kubectl says of a failure, for people: its last line, which names the reason. */
export function failureWords({ exitCode, stderr, problem }: KubectlResult): string {
  if (problem !== undefined) return problem;
  const line = stderr.trimEnd().split("\n").at(-1)?.trim() ?? "";
  return line === "" ? `kubectl ended with exit code ${exitCode}` : printable(line.replace(/^error: /i, ""), 600);
}

/** The output of a call that must succeed. Rejects with `KubespyError`: what could not be done, and what kubectl says. */
export async function kubectlOutput(kubectl: Kubectl, call: KubectlCall, what: string, hint: string): Promise<string> {
  const result = await kubectl(call);
  if (call.signal?.aborted) throw new Interrupted("stopped by a signal");
  if (result.exitCode !== 0 || result.problem !== undefined) throw new KubespyError(`${what}: ${failureWords(result)}`, { hint });
  return result.stdout;
}
