/** A URL without user and password, for messages. Of what is not a URL, everything before the last `@` is left out. */
export function withoutPassword(url: string): string {
  if (!url.includes("@")) return url;
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  // "me:password@host" is a URL too, of the scheme "me".
  if (parsed === undefined || parsed.host === "") return url.replace(/^([a-z][a-z0-9+.-]*:\/\/)?.*@/is, "$1");
  if (parsed.username === "" && parsed.password === "") return url;
  parsed.username = "";
  parsed.password = "";
  // A URL whose path is empty is shown as it was written, without a slash.
  const text = parsed.href;
  return parsed.pathname === "/" && text.endsWith("/") && !url.endsWith("/") ? text.slice(0, -1) : text;
}
