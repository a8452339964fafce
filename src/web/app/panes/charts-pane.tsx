import type { PageSession } from "../state/page-session.js";

/** Numbers of the session over time, on the axis of the timeline. */
export function ChartsPane({ session }: { readonly session: PageSession }) {
  return <p>{session.data.value.summary.frames} frames</p>;
}
