import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export const projectRoot = join(import.meta.dirname, "..", "..");
/** The built program: `npm test` builds it first. Another build can be measured in its place. */
export const programPath = process.env["KUBESPY_PROGRAM"] ?? join(projectRoot, "dist", "cli.js");

/** A home and a data folder of nobody's, for programs that are told no other. */
export const nowhere = join(tmpdir(), `kubespy-test-nowhere-${process.pid}`);

export interface ProgramResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface ProgramOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly input?: string | Uint8Array;
  /** Leave standard input open, to be written to. */
  readonly stdin?: "open";
}

/** Starts the built program with an environment of its own: no kubeconfig, no data folder of the user's. */
export function startProgram(args: readonly string[], options: ProgramOptions = {}): ChildProcess {
  const env = { PATH: process.env["PATH"], HOME: nowhere, XDG_DATA_HOME: nowhere, TERM: "dumb", ...options.env };
  const child = spawn(process.execPath, [programPath, ...args], { cwd: options.cwd ?? tmpdir(), env });
  child.stdin.on("error", () => {});
  if (options.stdin !== "open") child.stdin.end(options.input);
  return child;
}

/** Runs the built program to its end. */
export async function runProgram(args: readonly string[], options: ProgramOptions = {}): Promise<ProgramResult> {
  return await ended(startProgram(args, options));
}

/** What a started program wrote, and its exit code, when it has ended. */
export function ended(child: ChildProcess): Promise<ProgramResult> {
  const chunks: { stdout: Buffer[]; stderr: Buffer[] } = { stdout: [], stderr: [] };
  child.stdout?.on("data", (chunk: Buffer) => chunks.stdout.push(chunk));
  child.stderr?.on("data", (chunk: Buffer) => chunks.stderr.push(chunk));
  return new Promise((resolve) => {
    child.on("close", (code) =>
      resolve({ code, stdout: Buffer.concat(chunks.stdout).toString(), stderr: Buffer.concat(chunks.stderr).toString() }),
    );
  });
}

interface Served extends AsyncDisposable {
  readonly kubeconfig: string;
}

/** Serves a session or file with the built program until disposed of. */
export async function serve(reference: string, args: readonly string[] = [], options: ProgramOptions = {}): Promise<Served> {
  const folder = mkdtempSync(join(tmpdir(), "kubespy-serve-"));
  const kubeconfig = join(folder, "kubeconfig");
  const child = startProgram(["serve", reference, "--kubeconfig-out", kubeconfig, ...args], options);
  const result = ended(child);
  while (!existsSync(kubeconfig)) {
    if (child.exitCode !== null) throw new Error(`serve ${reference} ended: ${(await result).stderr}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return {
    kubeconfig,
    [Symbol.asyncDispose]: async () => {
      child.kill("SIGTERM");
      await result;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A folder that is gone when the test is. */
export function temporaryFolder(): { readonly path: string } & Disposable {
  const path = mkdtempSync(join(tmpdir(), "kubespy-test-"));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}
