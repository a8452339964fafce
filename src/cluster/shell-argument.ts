/** A text as one word of a shell, for commands in hints: names of contexts and files may hold spaces and quotes. */
export function shellArgument(text: string): string {
  return /^[\w./@:=,+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
