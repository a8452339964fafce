/** Where the runs of letters and digits of a text begin and end. */
export interface TextRuns {
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

/** Escapes of percent signs (`%3D`) and backslashes (`\n`, `\u0022`) separate runs. */
export function textRuns(text: string): TextRuns {
  const starts: number[] = [];
  const ends: number[] = [];
  let start = -1;
  for (let at = 0; at < text.length; ) {
    const code = text.charCodeAt(at);
    if (isRunCharacter(code)) {
      if (start < 0) start = at;
      at++;
      continue;
    }
    if (start >= 0) {
      starts.push(start);
      ends.push(at);
      start = -1;
    }
    at += escapeLength(text, at, code);
  }
  if (start >= 0) {
    starts.push(start);
    ends.push(text.length);
  }
  return { starts, ends };
}

const percent = 0x25;
const backslash = 0x5c;

function escapeLength(text: string, at: number, code: number): number {
  if (code === percent) return isHexDigit(text.charCodeAt(at + 1)) && isHexDigit(text.charCodeAt(at + 2)) ? 3 : 1;
  if (code !== backslash) return 1;
  const next = text[at + 1];
  if (next === "u" && /^[0-9a-fA-F]{4}$/.test(text.slice(at + 2, at + 6))) return 6;
  return next !== undefined && "nrtbf\"'\\/".includes(next) ? 2 : 1;
}

function isHexDigit(code: number): boolean {
  return (code >= 0x30 && code <= 0x39) || (code >= 0x41 && code <= 0x46) || (code >= 0x61 && code <= 0x66);
}

export function isRunCharacter(code: number): boolean {
  return (code >= 0x30 && code <= 0x39) || (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a);
}
