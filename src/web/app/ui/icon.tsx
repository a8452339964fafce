/** Signs that do not depend on the fonts of the reader, 16 units wide; drawn in the colour of the text. */
const paths = {
  search: "M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9Zm3.3 7.8 3.4 3.4",
  filter: "M2 3.5h12M4.5 8h7M7 12.5h2",
  more: "M3 8h.01M8 8h.01M13 8h.01",
  copy: "M5.5 5.5h8v8h-8zM3 10.5H2.5v-8h8V3",
  cross: "m4 4 8 8m0-8-8 8",
  check: "m3 8.5 3.2 3L13 4.5",
  /** critical: a stop sign. */
  critical: "M5.2 1.8h5.6l3.4 3.4v5.6l-3.4 3.4H5.2l-3.4-3.4V5.2ZM8 4.5v4M8 11.2v.1",
  /** warning: a triangle. */
  warning: "M8 2 14.8 13.8H1.2ZM8 6v3.8M8 11.8v.1",
  /** info: a circle. */
  info: "M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8Zm0 5.4v4M8 4.9v.1",
  open: "M8 3a5 5 0 1 0 0 10A5 5 0 0 0 8 3Zm0 4.9v.2",
} as const;

type IconName = keyof typeof paths;

/** Says nothing to those who listen: a text beside it does. */
export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  );
}
