import type { PageSession } from "../state/page-session.js";

/** Every object's stages as bars over time, below its owner. */
export function TimelineView({ session }: { readonly session: PageSession }) {
  const { analysis } = session.data.value;
  return (
    <section class="timeline" aria-label="Timeline">
      {analysis.objects.length} objects
    </section>
  );
}
