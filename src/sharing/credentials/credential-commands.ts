import { loginPrograms, passwordFlags } from "../command-without-secrets.js";
import type { CredentialDetector } from "./credential-detector.js";
import { credentialNameStrength } from "./credential-names.js";
import type { CredentialSpan } from "./credential-span.js";
import { isCredentialValue, isHarmlessValue } from "./credential-values.js";

/**
 * Values of flags in command lines that messages quote: `--password x`, `mysql -px`, `curl -u user:x`; in a list as JSON or Go print it too. Which short
 * flags of which programs take a password is the knowledge of `commandWithoutSecrets`.
 */
export const credentialCommands: CredentialDetector = {
  name: "command lines",
  *find(text) {
    for (const { index } of text.matchAll(flags)) yield* separateValue(text, index);
    yield* shortFlagSpans(text);
  },
};

const flags = /(?<![\w-])--[A-Za-z][\w.-]{1,60}(?=["'\\,\] ]{0,4}[ ,])/g;

/** `--password x`, `"--password","x"` */
function* separateValue(text: string, flagStart: number): Iterable<CredentialSpan> {
  separated.lastIndex = flagStart;
  const [all, flag = "", value = ""] = separated.exec(text) ?? [];
  if (all === undefined || value.startsWith("-")) return;
  const strength = credentialNameStrength(flag);
  const style = strength === "password" && /[^A-Za-z]/.test(value) ? "assignment" : "item";
  if (isCredentialValue(value, strength, style))
    yield { start: flagStart + all.length - value.length, end: flagStart + all.length, kind: `value of ${flag}` };
}

const separated = /(--[A-Za-z][\w.-]{1,60})(?:["'\\]{0,4},? {0,2}["'\\]{0,4}|["'\\]{0,4} {1,2}["'\\]{0,4})([^\s"'\\,\]]{3,512})/y;

/** `-p` and its like, with the program that takes a password by it in front on the same line. What is between two flags is read once. */
function* shortFlagSpans(text: string): Iterable<CredentialSpan> {
  const program = new CommandProgram();
  let read = 0;
  for (const { index, 0: flag } of text.matchAll(shortFlags)) {
    if (index < read) continue;
    program.read(text.slice(Math.max(read, index - maxCommand), index));
    read = index;
    value.lastIndex = index + flag.length;
    const [all = "", separator = "", word = ""] = value.exec(text) ?? [];
    const secret = program.secretIn(flag, separator, word);
    if (secret === "" || isHarmlessValue(secret)) continue;
    const end = index + flag.length + all.length;
    yield { start: end - secret.length, end, kind: "password in a command" };
    read = end;
  }
}

const shortFlags = /(?<![\w-])-(?:[pPwakKuU]|[A-Za-z]{1,4}[uU](?=["', ]))/g;
/** How far before a flag its program may be. */
const maxCommand = 2048;
/** With what separates it from its flag: nothing, spaces, or the comma of a list. */
const value = /((?:["'\\]{0,4},? {1,2}|["'\\]{1,4},)?)["'\\]{0,4}([^\s"'`\\,\]]{1,512})/y;

/** The program of the command that a flag belongs to. */
class CommandProgram {
  #name = "";
  #isLogin = false;

  /** What precedes a flag, from the flag before. */
  read(text: string): void {
    for (const [word] of text.matchAll(words)) {
      if (word === "\n" || word === "\0") this.#name = "";
      else if (word === "login") this.#isLogin = true;
      if (!passwordFlags.has(word) && !loginPrograms.has(word) && word !== "curl" && word !== "\n") continue;
      this.#name = word === "\n" ? "" : word;
      this.#isLogin = false;
    }
  }

  /** Of the word behind a flag what is secret; "": nothing. */
  secretIn(flag: string, separator: string, word: string): string {
    if (/[uU]$/.test(flag)) return flag.length === 2 || this.#name === "curl" ? passwordOfUser(word) : "";
    const takes = this.#takes(flag);
    if (takes === undefined || (separator !== "" && word.startsWith("-"))) return "";
    const isTaken = separator === "" ? takes.attached : takes.separate;
    // "sshpass -p x ssh -p 22": it starts another program.
    if (isTaken && this.#name === "sshpass") this.#name = "";
    return isTaken ? word : "";
  }

  #takes(flag: string) {
    if (flag === "-p" && this.#isLogin && loginPrograms.has(this.#name)) return { attached: true, separate: true };
    return passwordFlags.get(this.#name)?.find((each) => each.flag === flag);
  }
}

const words = /[\n\0]|[\w.-]+/g;

/** `user:password`, where it is not `1000:1000` or a URL. */
function passwordOfUser(word: string): string {
  if (/^\d+:\d+$/.test(word) || /^[a-z][\w+.-]{0,30}:\/\//i.test(word)) return "";
  return /^[^:%\s]{0,256}[:%](.+)$/.exec(word)?.[1] ?? "";
}
