import type { SharedForm } from "../../app/share/shared-file-name.js";
import { UsageError } from "../../errors.js";
import type { ShareLevel } from "../../model/session-share.js";
import type { EncryptionFlags } from "../common/encryption-flags.js";
import type { IdentityFlags } from "../common/identity-flags.js";

/** The flags of `kubespy share`, as commander parses them. */
export interface ShareFlags extends EncryptionFlags, IdentityFlags {
  readonly output?: string;
  readonly level?: ShareLevel;
  readonly as: SharedForm;
  readonly preview?: true;
  readonly check?: true;
  readonly exitCode?: true;
  readonly format?: "text" | "json";
  readonly keep?: readonly string[];
  readonly remove?: readonly string[];
  readonly rules?: string;
  readonly force?: true;
  readonly db?: string;
}

/** Rejects with `UsageError` what cannot be meant, before anything is read. */
export function assertCoherentShare(references: readonly string[], flags: ShareFlags): void {
  const { as, check, preview, exitCode, format } = flags;
  if (check && preview) throw new UsageError("--check and --preview cannot be combined", { hint: "--check reads a file that was shared" });
  if (exitCode && !check) throw new UsageError("--exit-code needs --check", { hint: "a share that fails writes nothing and exits with 1" });
  if (check || preview) assertWritesNothing(flags);
  else if (format !== undefined) throw new UsageError("--format needs --preview or --check", { hint: "--as says what is written" });
  if (references.filter((reference) => reference === "-").length > 1)
    throw new UsageError('"-" is given twice, but stdin holds one recording', { hint: "write one of them to a file" });
  if (as === "page" && references.length > 2)
    throw new UsageError(`a page holds one session or two, not ${references.length}`, {
      hint: "leave out --as page: each becomes a recording",
    });
}

function assertWritesNothing({ check, output, to, passphrase, force }: ShareFlags): void {
  const mode = check ? "--check" : "--preview";
  const given = { "--output": output, "--to": to, "--passphrase": passphrase, "--force": force };
  const flag = Object.entries(given).find(([, value]) => value !== undefined)?.[0];
  if (flag !== undefined) throw new UsageError(`${mode} writes nothing, so it takes no ${flag}`, { hint: `leave out ${flag}, or ${mode}` });
}
