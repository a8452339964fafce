import type { Expression } from "./expression.js";

type Matches = (code: number) => boolean;

/** Reads an expression whose syntax the engine has accepted: what stands where it has no meaning (`{`, `]`) is itself. */
export class ExpressionReader {
  readonly #source: string;
  readonly #ignoreCase: boolean;
  readonly #invalid: (reason: string) => Error;
  #at = 0;

  constructor(source: string, ignoreCase: boolean, invalid: (reason: string) => Error) {
    this.#source = source;
    this.#ignoreCase = ignoreCase;
    this.#invalid = invalid;
  }

  expression(): Expression {
    const parts = [this.#sequence()];
    while (this.#takes("|")) parts.push(this.#sequence());
    return parts.length === 1 && parts[0] !== undefined ? parts[0] : { is: "choice", parts };
  }

  #sequence(): Expression {
    const parts: Expression[] = [];
    while (this.#at < this.#source.length && !/[|)]/.test(this.#source.charAt(this.#at))) parts.push(this.#repeated(this.#atom()));
    return { is: "sequence", parts };
  }

  #repeated(part: Expression): Expression {
    const match = this.#match(/[*+?]|\{(\d+)(,(\d*))?\}/y);
    if (match === undefined) return part;
    if (this.#takes("?")) throw this.#invalid(`"${match[0]}?" is not supported: every match is removed, also the longest`);
    const [typed, min, comma, max] = match;
    if (typed === "?") return { is: "repeat", part, min: 0, max: 1 };
    if (min === undefined) return { is: "repeat", part, min: typed === "+" ? 1 : 0, max: Number.POSITIVE_INFINITY };
    return { is: "repeat", part, min: Number(min), max: comma === undefined ? Number(min) : max ? Number(max) : Number.POSITIVE_INFINITY };
  }

  #atom(): Expression {
    if (this.#takes("(")) return this.#group();
    if (this.#takes("^")) return { is: "position", where: "start" };
    if (this.#takes("$")) return { is: "position", where: "end" };
    if (this.#takes("\\b")) return { is: "position", where: "boundary" };
    if (this.#takes("\\B")) return { is: "position", where: "no boundary" };
    if (this.#takes(".")) return this.#character((code) => !isLineEnd(code));
    if (this.#takes("[")) return this.#character(this.#class());
    if (/^\\[1-9k]/.test(this.#source.slice(this.#at, this.#at + 2))) throw this.#invalid("back references are not supported");
    return this.#character(this.#single());
  }

  #group(): Expression {
    if (this.#match(/\?<?[=!]/y) !== undefined) throw this.#invalid("lookahead and lookbehind are not supported");
    const kind = this.#match(/\?(?:<[^>]*>|[^<])/y)?.[0];
    if (kind !== undefined && kind !== "?:" && !kind.startsWith("?<")) throw this.#invalid(`"(${kind}" is not supported`);
    const inner = this.expression();
    this.#takes(")");
    return inner;
  }

  /** After `[`. */
  #class(): Matches {
    const isNegated = this.#takes("^");
    const members: Matches[] = [];
    while (!this.#takes("]")) members.push(this.#member());
    const folded = this.#folded((code) => members.some((matches) => matches(code)));
    return isNegated ? (code) => !folded(code) : folded;
  }

  #member(): Matches {
    const from = this.#takes("\\b") ? 8 : this.#codeOrClass();
    const isRange = this.#source[this.#at] === "-" && this.#source[this.#at + 1] !== "]";
    if (!isRange) return typeof from === "number" ? (code) => code === from : from;
    this.#at++;
    const to = this.#takes("\\b") ? 8 : this.#codeOrClass();
    if (typeof from === "number" && typeof to === "number") return (code) => code >= from && code <= to;
    // "[\d-x]" is no range.
    return (code) => [from, 45, to].some((one) => (typeof one === "number" ? code === one : one(code)));
  }

  #single(): Matches {
    const one = this.#codeOrClass();
    return typeof one === "number" ? (code) => code === one : one;
  }

  #codeOrClass(): number | Matches {
    if (!this.#takes("\\")) return this.#source.charCodeAt(this.#at++);
    const hex = this.#match(/x([0-9a-f]{2})|u([0-9a-f]{4})/iy);
    if (hex !== undefined) return Number.parseInt(hex[1] ?? hex[2] ?? "", 16);
    const escaped = this.#source.charAt(this.#at++);
    const named = classes.get(escaped.toLowerCase());
    if (named !== undefined) return escaped === escaped.toLowerCase() ? named : (code) => !named(code);
    const control = controls.get(escaped);
    if (control !== undefined && !/\d/.test(this.#source.charAt(this.#at))) return control;
    if (/[a-z0-9]/i.test(escaped)) throw this.#invalid(`"\\${escaped}" is not supported`);
    return escaped.charCodeAt(0);
  }

  #character(matches: Matches): Expression {
    return { is: "character", matches: this.#folded(matches) };
  }

  #folded(matches: Matches): Matches {
    if (!this.#ignoreCase) return matches;
    return (code) => {
      const text = String.fromCharCode(code);
      return (
        matches(code) || [text.toLowerCase(), text.toUpperCase()].some((other) => isOtherCase(other, code) && matches(other.charCodeAt(0)))
      );
    };
  }

  #takes(text: string): boolean {
    if (!this.#source.startsWith(text, this.#at)) return false;
    this.#at += text.length;
    return true;
  }

  #match(sticky: RegExp): RegExpExecArray | undefined {
    sticky.lastIndex = this.#at;
    const match = sticky.exec(this.#source);
    if (match === null) return undefined;
    this.#at += match[0].length;
    return match;
  }
}

/** Those of `\b`. */
export function isWordCode(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code === 95;
}

/** As JavaScript has it: a letter beyond ASCII is never that of an ASCII letter. */
function isOtherCase(other: string, code: number): boolean {
  return other.length === 1 && (code < 128 || other.charCodeAt(0) >= 128);
}

function isLineEnd(code: number): boolean {
  return code === 10 || code === 13 || code === 0x2028 || code === 0x2029;
}

const classes: ReadonlyMap<string, Matches> = new Map([
  ["d", (code) => code >= 48 && code <= 57],
  ["w", isWordCode],
  ["s", (code) => /\s/.test(String.fromCharCode(code))],
]);

/** Of "\0", followed by no digit. */
const controls: ReadonlyMap<string, number> = new Map([
  ["t", 9],
  ["n", 10],
  ["v", 11],
  ["f", 12],
  ["r", 13],
  ["0", 0],
]);
