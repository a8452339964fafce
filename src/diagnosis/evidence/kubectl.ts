/** A kubectl command to paste. Names come from a recording, so anything but a plain word is quoted. */
export function kubectl(words: readonly string[], namespace?: string): string {
  const place = namespace === undefined ? [] : ["-n", namespace];
  return ["kubectl", ...words, ...place].map(shellWord).join(" ");
}

function shellWord(text: string): string {
  return /^[\w./@:=,+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
