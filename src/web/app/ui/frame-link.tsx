import { goToFrame } from "../state/links.js";

/** "#54": goes to a step. It is a link, so that it can be copied and opened beside. */
export function FrameLink({ sequence, label }: { readonly sequence: number; readonly label?: string }) {
  return (
    <a
      class="frame"
      href={`#${sequence}`}
      aria-label={label}
      onClick={(event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
        event.preventDefault();
        goToFrame(sequence);
      }}
    >
      #{sequence}
    </a>
  );
}
