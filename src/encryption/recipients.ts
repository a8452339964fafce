import { KubespyError, UsageError } from "../errors.js";
import { printable } from "../io/printable.js";
import { codeOf } from "../io/system-error.js";
import { maxRecipients } from "./age-header.js";
import { loadAge } from "./load-age.js";

/**
 * Whom to encrypt for: each word is a recipient ("age1...") or a file of them, one a line, with comments and empty lines, as "age -R" reads it. Each
 * recipient is given once. Rejects with `KubespyError`, which names file and line; a secret key is never printed.
 *
 * `readFile` rejects with ENOENT where the file does not exist.
 */
export async function parseRecipients(
  words: readonly string[],
  readFile: (path: string) => Promise<Uint8Array>,
): Promise<readonly string[]> {
  const check = await checker();
  const recipients = new Set<string>();
  for (const word of words) {
    const lines = looksLikeRecipient(word) ? [{ text: word, place: "" }] : await linesOf(word, readFile);
    for (const { text, place } of lines) {
      const problem = check(text);
      if (problem !== undefined) throw new UsageError(`${place === "" ? "--to" : place}: ${problem.what}`, { hint: problem.hint });
      recipients.add(text);
    }
  }
  assertTogether([...recipients]);
  return [...recipients];
}

/** What cannot be meant as a file. */
function looksLikeRecipient(word: string): boolean {
  return /^(age1[a-z0-9]|AGE-(SECRET-KEY|PLUGIN)-|(ssh-|ecdsa-|sk-)\S+\s)/i.test(word);
}

async function linesOf(path: string, readFile: (path: string) => Promise<Uint8Array>) {
  const shown = printable(path, 200);
  const bytes = await readFile(path).catch((cause: unknown) => {
    if (cause instanceof KubespyError) throw cause;
    const why = codeOf(cause) === "ENOENT" ? "it is neither a recipient (age1...) nor a file" : `it cannot be read (${codeOf(cause)})`;
    throw new UsageError(`invalid --to "${shown}": ${why}`, { hint: hints.keygen, cause });
  });
  const lines = new TextDecoder().decode(bytes).split("\n");
  const recipients = lines.flatMap((line, i) => {
    const text = line.trim();
    return text === "" || text.startsWith("#") ? [] : [{ text, place: `${shown}: line ${i + 1}` }];
  });
  if (recipients.length === 0) throw new UsageError(`${shown} holds no recipient`, { hint: hints.keygen });
  return recipients;
}

const hints = {
  keygen: 'its receiver creates an identity with "age-keygen -o FILE", and sends you the recipient that this prints (age1...)',
  secret: '"age-keygen -y FILE" prints the recipient of an identity; if the secret key has been shown to others, create a new one',
  format: "a recipient is age1 and 58 more characters, as age-keygen prints it; copy all of it",
};

interface Problem {
  readonly what: string;
  readonly hint: string;
}

async function checker(): Promise<(text: string) => Problem | undefined> {
  const { Encrypter } = await loadAge();
  return (text) => {
    if (/^AGE-(SECRET-KEY|PLUGIN)-/i.test(text)) return { what: "this is an identity (a secret key), not a recipient", hint: hints.secret };
    const ssh = /^(ssh-[a-z0-9-]{1,40}|ecdsa-[a-z0-9-]{1,40}|sk-[a-z0-9@.-]{1,60})\s/.exec(text)?.[1];
    if (ssh !== undefined)
      return { what: `${ssh} keys cannot be recipients: kubespy encrypts to keys of age only, not to SSH keys`, hint: hints.keygen };
    const plugin = /^age1([a-z0-9-]{1,40})1/.exec(text)?.[1];
    if (plugin !== undefined && !["pq", "tag", "tagpq"].includes(plugin))
      return { what: `"${plugin}" is a plugin of age, which kubespy cannot run`, hint: hints.keygen };
    try {
      new Encrypter().addRecipient(text);
      return undefined;
    } catch {
      // Whatever it is, it may have been pasted by mistake: it is not repeated.
      return { what: "this is not a recipient of age, or it is incomplete", hint: hints.format };
    }
  };
}

/** As age does: one recipient that a quantum computer could break makes the others' protection void. */
function assertTogether(recipients: readonly string[]): void {
  const lasting = recipients.filter((recipient) => /^age1(pq|tagpq)1/.test(recipient));
  if (lasting.length > 0 && lasting.length < recipients.length)
    throw new UsageError("post-quantum recipients (age1pq1...) cannot be combined with others: the file would be as weak as the weakest", {
      hint: "use post-quantum recipients only, or none",
    });
  if (recipients.length > maxRecipients)
    throw new UsageError(`${recipients.length} recipients are too many: the limit is ${maxRecipients}`);
}
