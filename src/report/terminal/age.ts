import { formatDuration } from "../../io/duration.js";

/** How long ago, in whole seconds while it is short: "0s", "42s", "2m05s", "3d04h". What it is worked out from often has a grain of a second. */
export function formatAge(ms: number): string {
  const age = Math.max(0, ms);
  return age < 59_500 ? `${Math.floor(age / 1000)}s` : formatDuration(age);
}
