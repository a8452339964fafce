import type { ComponentChildren } from "preact";

/** A table that scrolls sideways where it has no room, by keys too. */
export function WideTable({ label, children }: { readonly label: string; readonly children: ComponentChildren }) {
  return (
    <section class="compared-table" aria-label={label} tabIndex={0}>
      <table>{children}</table>
    </section>
  );
}
