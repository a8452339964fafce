import { delimiter } from "node:path";
import { Option } from "commander";
import { DecryptionKeys, type KeySources } from "../../encryption/decryption-keys.js";
import { KubespyError } from "../../errors.js";
import { readInput } from "../../io/input-file.js";
import { printable } from "../../io/printable.js";
import { codeOf } from "../../io/system-error.js";
import type { CommandContext } from "./context.js";
import { collectWhole } from "./flag-values.js";

/** The flag of every command that reads files. */
export interface IdentityFlags {
  readonly identity?: readonly string[];
}

export function identityOption(): Option {
  return new Option(
    "--identity <file>",
    "decrypt an encrypted file with this identity, a file that age-keygen wrote (default: KUBESPY_IDENTITY); may be repeated",
  ).argParser(collectWhole);
}

/** The context in which files that are encrypted can be opened. No identity is read, and no passphrase requested, before a file needs it. */
export function withIdentities({ identity }: IdentityFlags, context: CommandContext): CommandContext {
  const { env, interrupt, askSecret } = context;
  const files = identity ?? (env["KUBESPY_IDENTITY"] ?? "").split(delimiter).filter((path) => path !== "");
  const passphrases: KeySources = {
    passphrase: env["KUBESPY_PASSPHRASE"] || undefined,
    askPassphrase: (fileName) => askSecret?.(`Passphrase for ${printable(fileName, 200)}: `, interrupt) ?? Promise.resolve(undefined),
  };
  const readIdentities = () => identitiesIn(files, new DecryptionKeys(passphrases), context);
  return { ...context, keys: new DecryptionKeys({ ...passphrases, readIdentities }) };
}

/** `keys`: for files of identities that "age -p" encrypted. */
async function identitiesIn(files: readonly string[], keys: DecryptionKeys, context: CommandContext): Promise<readonly string[]> {
  const { parseIdentities } = await import("../../encryption/identities.js");
  const identities = new Set<string>();
  for (const file of files)
    for (const identity of await parseIdentities(await readIdentityFile(file, context), file, keys)) identities.add(identity);
  return [...identities];
}

/** Many thousand identities; more is another file. */
const maxIdentityFileBytes = 1_000_000;

async function readIdentityFile(file: string, { cwd, interrupt: signal }: CommandContext): Promise<Uint8Array> {
  const name = `the identity file "${file}"`;
  try {
    return await readInput(file, { cwd, name, signal, maxBytes: maxIdentityFileBytes });
  } catch (cause) {
    if (codeOf(cause) === "") throw cause;
    const why = codeOf(cause) === "ENOENT" ? "the file does not exist" : codeOf(cause);
    throw new KubespyError(`cannot read ${name}: ${why}`, { hint: "check --identity, or KUBESPY_IDENTITY", cause });
  }
}
