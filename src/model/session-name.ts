/** A session's name: what a person types, and what a file is named after. Never holds a slash, so it never chooses a folder. */
export function isSessionName(name: string): boolean {
  return name.length <= maxLength && /^[a-z0-9][a-z0-9._-]*$/.test(name);
}

/** The nearest valid name to any text ("Web Rollout" is "web-rollout"); `fallback` when nothing of it can stay. */
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
