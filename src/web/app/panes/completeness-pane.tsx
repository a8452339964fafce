import type { PageSession } from "../state/page-session.js";

/** What was recorded, and what was not. */
export function CompletenessPane({ session }: { readonly session: PageSession }) {
  return <p>{session.data.value.summary.frames} frames</p>;
}
