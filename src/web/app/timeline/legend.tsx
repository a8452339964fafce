import type { TimelineState } from "./timeline-state.js";

/** What the looks of the timeline mean. */
export function Legend(_: { readonly state: TimelineState }) {
  return null;
}
