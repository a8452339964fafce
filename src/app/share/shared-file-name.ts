import { UsageError } from "../../errors.js";
import { assertPageFileName, namesZip } from "../page/page-file-name.js";

export type SharedForm = "recording" | "page";

/** Rejects with `UsageError` where the name says another form than is written, or that the file is encrypted where it is not. */
export function assertSharedFileName(file: string, form: SharedForm, isEncrypted: boolean): void {
  const plain = withoutAge(file);
  if (plain !== file && !isEncrypted)
    throw new UsageError(`"${file}" is the name of an encrypted file`, {
      hint: `add --to RECIPIENT or --passphrase, or name it "${plain}"`,
    });
  if (form === "page") assertPageFileName(plain);
  else if (/\.(html?(\.gz)?|zip)$/i.test(plain))
    throw new UsageError(`"${file}" is the name of a page, and a recording is written`, {
      hint: `add --as page, or name it "${plain.replace(/\.(html?(\.gz)?|zip)$/i, "") || "session"}.kubespy.gz${isEncrypted ? ".age" : ""}"`,
    });
}

/** The names of shared sessions as files, each another, also where a file system ignores case. `ending`: with its first dot. */
export function sharedFileNames(sessions: readonly string[], ending: string): readonly string[] {
  const taken = new Set<string>();
  return sessions.map((session) => {
    let name = `${session}-shared${ending}`;
    for (let number = 2; taken.has(name.toLowerCase()); number++) name = `${session}-${number}-shared${ending}`;
    taken.add(name.toLowerCase());
    return name;
  });
}

/** Undefined: the page is no archive. Else the name of the page in it, without ".html". */
export function zippedPageName(file: string): string | undefined {
  const plain = withoutAge(file);
  return namesZip(plain) ? plain.replace(/^.*[\\/]/, "").replace(/\.zip$/i, "") : undefined;
}

/** As for exports: compressed when the name ends in ".gz". What goes to stdout is not. */
export function namesCompressed(file: string): boolean {
  return /\.gz$/i.test(withoutAge(file));
}

function withoutAge(file: string): string {
  return file.replace(/\.age$/i, "");
}
