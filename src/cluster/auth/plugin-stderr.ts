import { printable } from "../../io/printable.js";

const maxLineCharacters = 4096;
const maxCharacters = 64 * 1024;

/** A prompt has no newline at its end; a line whose pieces arrive apart has one before long. */
const promptMs = 100;

/**
 * Shows what a credential plugin writes to stderr: line by line and safe for a terminal, in all at most 64 kB. What stays without a newline
 * is shown after a moment, because it may be a prompt.
 */
export class PluginStderr {
  readonly #say: (text: string) => void;
  #rest = "";
  #lastLine = "";
  #received = 0;
  #isCut = false;
  #prompt: NodeJS.Timeout | undefined;

  constructor(say: (text: string) => void) {
    this.#say = say;
  }

  add(text: string): void {
    if (this.#isCut) return;
    clearTimeout(this.#prompt);
    const lines = (this.#rest + text.slice(0, maxCharacters - this.#received)).split(/\r?\n/);
    this.#received += text.length;
    this.#isCut = this.#received > maxCharacters;
    this.#rest = lines.pop() ?? "";
    for (const line of lines) this.#show(line, "\n");
    if (this.#rest.length > maxLineCharacters) this.#showRest("\n");
    if (this.#isCut) {
      this.#showRest("\n");
      this.#say("(the credential plugin printed more than is shown here)\n");
    } else if (this.#rest !== "") {
      this.#prompt = setTimeout(() => this.#showRest(""), promptMs);
    }
  }

  /** Its last line that is not empty, safe to show; "" if there is none. */
  lastLine(): string {
    return printable(this.#rest.trim() === "" ? this.#lastLine : this.#rest.trim(), 300);
  }

  /** Shows what is left. */
  close(): void {
    clearTimeout(this.#prompt);
    this.#showRest("\n");
  }

  #showRest(end: string): void {
    if (this.#rest !== "") this.#show(this.#rest, end);
    this.#rest = "";
  }

  #show(line: string, end: string): void {
    if (line.trim() !== "") this.#lastLine = line.trim();
    this.#say(`${printable(line, maxLineCharacters)}${end}`);
  }
}
