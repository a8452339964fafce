import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import type { AppContext } from "../../../src/app/app-context.js";
import { importReferences } from "../../../src/app/import/import-references.js";
import { openStore } from "../../../src/app/open-store.js";
import { KubespyError } from "../../../src/errors.js";
import { systemClock } from "../../../src/io/clock.js";
import { projectRoot, temporaryFolder } from "../../support/program.js";

/** What an import of files said and stored. */
export interface ImportOutcome {
  /** "name: frames", and what each frame is: "ADDED Pod/web@1". */
  readonly sessions: readonly string[];
  readonly frames: readonly string[];
  readonly warnings: readonly string[];
  readonly omissions: readonly string[];
  readonly error?: string;
  readonly hint?: string | undefined;
}

/** A folder with these files in it; `importing` imports what is named there into a database of its own. */
export function foreignWorkplace(files: Readonly<Record<string, string | Uint8Array>> = {}) {
  const folder = temporaryFolder();
  onTestFinished(() => folder[Symbol.dispose]());
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder.path, name)), { recursive: true });
    writeFileSync(join(folder.path, name), content);
  }
  const context: AppContext = {
    clock: systemClock,
    env: { KUBESPY_DB: join(folder.path, "db", "k.db") },
    cwd: folder.path,
    interrupt: new AbortController().signal,
    packageRoot: projectRoot,
    version: "0.0.0",
    programName: "kubespy",
    streams: { stdin: process.stdin },
  };
  return {
    path: folder.path,
    context,
    importing: (references: readonly string[], options: { session?: string } = {}) => importing(references, context, options),
  };
}

async function importing(references: readonly string[], context: AppContext, options: { session?: string }): Promise<ImportOutcome> {
  const warnings: string[] = [];
  const sessions: string[] = [];
  let failure: { error: string; hint: string | undefined } | undefined;
  let last: string | undefined;
  try {
    for await (const imported of importReferences(references, context, { ...options, onWarning: (text) => warnings.push(text) })) {
      sessions.push(`${imported.session}: ${imported.frames}${imported.complete ? "" : ", interrupted"}`);
      last = imported.session;
    }
  } catch (error) {
    if (!(error instanceof KubespyError)) throw error;
    failure = { error: error.message, hint: error.hint };
  }
  const read = last === undefined ? { frames: [], omissions: [] } : await stored(last, context);
  return { sessions, ...read, warnings, ...failure };
}

async function stored(name: string, context: AppContext): Promise<Pick<ImportOutcome, "frames" | "omissions">> {
  const store = await openStore(context.env["KUBESPY_DB"] ?? "");
  const session = await store.open(name);
  const frames: string[] = [];
  for await (const frame of session.frames())
    frames.push(frame.kind === "gap" ? "GAP" : `${frame.type} ${frame.ref.kind}/${frame.ref.name}@${frame.resourceVersion}`);
  const { omissions } = session.summary.header;
  await session.close();
  await store.close();
  return { frames, omissions };
}
