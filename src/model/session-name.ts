/** A session's name is typed by people and becomes the name of files. It holds no slash, so it never chooses a folder. */
export function isSessionName(name: string): boolean {
  return name.length <= maxLength && /^[a-z0-9][a-z0-9._-]*$/.test(name);
}

/** The nearest valid name to any text ("Web Rollout": "web-rollout"); `fallback` when no character can be kept. */
export function toSessionName(text: string, fallback = "session"): string {
  const name = text
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, "-")
    .replace(/^[._-]+/, "")
    .slice(0, maxLength)
    .replace(/[._-]+$/, "");
  return name === "" ? fallback : name;
}

const maxLength = 100;
