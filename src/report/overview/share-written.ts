import { basename } from "node:path";
import { printable } from "../../io/printable.js";
import type { SessionShare, ShareLevel } from "../../model/session-share.js";
import { listedRecorded } from "./listed-recorded.js";
import { remainingContent, shareWords } from "./share-text.js";

const maxListed = 20;
const maxPath = 200;

/** What whoever shares sessions must know of what was written: what is gone, what was kept on request, what may remain. `wanted`: as typed, or the default. */
export function sharedLines(share: SessionShare, wanted: ShareLevel): readonly string[] {
  const { level, kept = [] } = share;
  return [
    ...(level === wanted ? [] : [`level ${level} instead of ${wanted}: what was shared at that level before stays at it`]),
    shareWords(share),
    ...(kept.length === 0 ? [] : [`kept on request: ${listedRecorded(kept, maxListed, maxPath)}`]),
    `may remain: ${remainingContent(share)}`,
  ];
}

interface WrittenFiles {
  readonly files: readonly string[];
  readonly form: "recording" | "page";
  /** How they are encrypted, if they are. */
  readonly encryption?: "recipients" | "passphrase" | undefined;
  readonly programName: string;
}

/** The next step of whoever receives the files. */
export function receiverLines({ files, form, encryption, programName }: WrittenFiles): readonly string[] {
  // The directory is the sender's.
  const names = files.map((file) => printable(basename(file)));
  const [name = ""] = names;
  const command = (words: string) => `"${programName} ${words}${encryption === "recipients" ? " --identity FILE" : ""}"`;
  const isPage = form === "page" && encryption === undefined;
  const opened = isPage
    ? /\.zip$/i.test(name)
      ? "whoever receives it can unpack it, and open the page in any browser"
      : "whoever receives it can open it in any browser"
    : names.length > 1
      ? `whoever receives them can run ${command(names.length === 2 ? `compare ${names.join(" ")}` : `replay ${name}`)}`
      : `whoever receives it can run ${command(form === "page" ? `show ${name}` : `replay ${name}`)}`;
  return [
    opened,
    ...(encryption === "passphrase" ? ["give them the passphrase another way than the file"] : []),
    `"${programName} share --check FILE" lists what a file still holds`,
  ];
}
