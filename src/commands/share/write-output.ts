import { mkdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { SharedSessions } from "../../app/share/share-sessions.js";
import { assertSharedFileName, namesCompressed, sharedFileNames, zippedPageName } from "../../app/share/shared-file-name.js";
import { type SharedFile, sharedPage, sharedRecording, writeSharedFiles } from "../../app/share/write-shared.js";
import { assertWritable } from "../../app/write-file.js";
import { UsageError } from "../../errors.js";
import { formatBytes } from "../../io/bytes.js";
import { filePath } from "../../io/file-path.js";
import { printable } from "../../io/printable.js";
import { comparisonJson } from "../../report/comparison/comparison-json.js";
import { receiverLines, sharedLines } from "../../report/overview/share-written.js";
import { type CommandContext, wantsHints } from "../common/context.js";
import type { Encrypt } from "../common/encryption-flags.js";
import { warn } from "../common/print-session.js";
import type { ShareFlags } from "./share-flags.js";

/** Before the work begins: nobody wants to learn after minutes that the output cannot be written. Rejects with `UsageError`. */
export async function assertShareOutput(sessions: number, flags: ShareFlags, { cwd, streams }: CommandContext): Promise<void> {
  const { as, output, force } = flags;
  const isDirectory = writesSeveral(sessions, flags);
  if (output === "-") {
    if (isDirectory)
      throw new UsageError("several recordings cannot be written to stdout", { hint: "name a directory with -o, or add --as page" });
    if (streams.stdout.isTty) throw new UsageError(`a ${as} cannot be written to a terminal`, { hint: 'redirect it, or leave out "-o -"' });
    return;
  }
  if (isDirectory) return await assertDirectory(output ?? ".", cwd);
  if (output === undefined) return;
  assertSharedFileName(output, as, isEncrypted(flags));
  await assertWritable(output, { cwd, force: force === true });
}

/** Writes what was shared and proven, all of it or nothing, and says what it is. */
export async function writeOutput(
  shared: SharedSessions,
  encrypt: Encrypt | undefined,
  flags: ShareFlags,
  context: CommandContext,
): Promise<void> {
  const { stderr } = context.streams;
  const files = outputFiles(shared, flags, context).map(({ name, bytes }) => ({ name, bytes: encrypt?.(bytes) ?? bytes }));
  const [first] = files;
  const isStdout = first?.name === "-";
  if (isNewDirectory(files.length, flags))
    await mkdir(filePath(context.cwd, flags.output ?? ".", "write"), { recursive: true, mode: 0o700 });
  if (isStdout) await writeToStdout(first.bytes, context);
  else {
    const sizes = await writeSharedFiles(files, { cwd: context.cwd, force: flags.force, signal: context.interrupt });
    for (const [i, { name }] of files.entries()) stderr.write(`wrote ${printable(name)} (${formatBytes(sizes[i] ?? 0)})\n`);
  }
  for (const line of sharedLines(shared.manifest, flags.level ?? "secrets")) stderr.write(`${line}\n`);
  if (isStdout || !wantsHints(context)) return;
  const encryption = flags.passphrase ? "passphrase" : isEncrypted(flags) ? "recipients" : undefined;
  const names = files.map(({ name }) => name);
  for (const line of receiverLines({ files: names, form: flags.as, encryption, programName: context.programName }))
    stderr.write(`${line}\n`);
}

function writesSeveral(sessions: number, { as }: ShareFlags): boolean {
  return as === "recording" && sessions > 1;
}

function isEncrypted({ to, passphrase }: ShareFlags): boolean {
  return to !== undefined || passphrase !== undefined;
}

/** One that is named with a slash is created. */
async function assertDirectory(directory: string, cwd: string): Promise<void> {
  const isDirectory = await stat(filePath(cwd, directory, "write")).then(
    (stats) => stats.isDirectory(),
    () => undefined,
  );
  if (isDirectory === true || (isDirectory === undefined && /[\\/]$/.test(directory))) return;
  throw new UsageError(`"${directory}" is no directory, and several recordings are written`, {
    hint: isDirectory === undefined ? `name it "${directory}/" to create it` : "name a directory with -o",
  });
}

function isNewDirectory(files: number, flags: ShareFlags): boolean {
  return flags.output !== undefined && writesSeveral(files, flags);
}

function outputFiles(shared: SharedSessions, flags: ShareFlags, context: CommandContext): readonly SharedFile[] {
  const { as, output } = flags;
  const age = isEncrypted(flags) ? ".age" : "";
  const names = shared.sessions.map(({ summary }) => summary.header.name);
  if (as === "page") {
    const name = output ?? `${names.join("-vs-")}-shared.html${age}`;
    const onWarning = (text: string) => warn(text, context);
    return [{ name, bytes: sharedPage(shared, context, { comparisonOf: comparisonJson, zippedAs: zippedPageName(name), onWarning }) }];
  }
  const defaults = sharedFileNames(names, `.kubespy.gz${age}`);
  const isDirectory = writesSeveral(names.length, flags);
  return shared.sessions.map((session, i) => {
    const file = defaults[i] ?? "";
    const name = isDirectory ? join(output ?? ".", file) : (output ?? file);
    return { name, bytes: sharedRecording(session, namesCompressed(name)) };
  });
}

async function writeToStdout(bytes: AsyncIterable<Uint8Array>, { streams: { stdout }, interrupt }: CommandContext): Promise<void> {
  for await (const chunk of bytes) {
    interrupt.throwIfAborted();
    if (!stdout.write(chunk)) await stdout.drained();
  }
}
