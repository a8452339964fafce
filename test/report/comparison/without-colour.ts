const escapes = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, "g");

export function withoutColour(text: string): string {
  return text.replace(escapes, "");
}
