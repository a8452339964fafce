import { type Command, Option } from "commander";
import { Interrupted, UsageError } from "../../errors.js";
import { readInput } from "../../io/input-file.js";
import type { CommandContext } from "./context.js";
import { collectWhole } from "./flag-values.js";

/** The flags of a command that writes a file for others. */
export interface EncryptionFlags {
  readonly to?: readonly string[];
  readonly passphrase?: true;
}

export function addEncryptionFlags(command: Command): Command {
  return command
    .addOption(
      new Option("--to <recipient>", "encrypt for this recipient of age (age1...), or for those in a file; may be repeated").argParser(
        collectWhole,
      ),
    )
    .option("--passphrase", "encrypt with a passphrase, which is prompted for (or KUBESPY_PASSPHRASE)");
}

export type Encrypt = (plain: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>;

/**
 * How to encrypt what is written; undefined where no flag wants it. Call it before the work begins: it reads the files of `--to`, and asks for the
 * passphrase. Rejects with `UsageError`.
 */
export async function encryptionOf({ to, passphrase }: EncryptionFlags, context: CommandContext): Promise<Encrypt | undefined> {
  if (to === undefined && passphrase === undefined) return undefined;
  if (to !== undefined && passphrase !== undefined)
    throw new UsageError("--to and --passphrase cannot be combined", { hint: "a file of age has either recipients or one passphrase" });
  const { encryptTo, encryptWithPassphrase } = await import("../../encryption/encrypt.js");
  if (to === undefined) {
    const chosen = await newPassphrase(context);
    return (plain) => encryptWithPassphrase(chosen, plain);
  }
  const { parseRecipients } = await import("../../encryption/recipients.js");
  const { cwd, interrupt: signal } = context;
  const readFile = (path: string) =>
    readInput(path, { cwd, name: `the recipients in "${path}"`, signal, maxBytes: maxRecipientsFileBytes });
  const recipients = await parseRecipients(to, readFile);
  return (plain) => encryptTo(recipients, plain);
}

const maxRecipientsFileBytes = 1_000_000;

async function newPassphrase({ env, askSecret, interrupt }: CommandContext): Promise<string> {
  const given = env["KUBESPY_PASSPHRASE"];
  if (given) return given;
  const chosen = await askSecret?.("Passphrase: ", interrupt);
  if (chosen === undefined)
    throw new UsageError("cannot prompt for a passphrase without a terminal", { hint: "set KUBESPY_PASSPHRASE, or use --to" });
  if (chosen === "") throw new UsageError("the passphrase is empty", { hint: "use five random words or more" });
  const repeated = await askSecret?.("Repeat the passphrase: ", interrupt);
  if (repeated === undefined) throw new Interrupted("stopped at the prompt");
  if (repeated !== chosen) throw new UsageError("the passphrases differ", { hint: "run the command again" });
  return chosen;
}
