import type { PageSession } from "../state/page-session.js";

/** Every object at the moment of the step. */
export function WorldPane({ session }: { readonly session: PageSession }) {
  return <p>{session.data.value.summary.frames} frames</p>;
}
