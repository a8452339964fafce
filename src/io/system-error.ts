/** The code of an error of the system or of SQLite: "EACCES", "SQLITE_FULL"; "" when there is none. */
export function codeOf(error: unknown): string {
  const code = typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : "";
}
