import { goToFrame } from "../state/links.js";

/** "#54": goes to a step, as evidence of a finding where its key is given. It is a link, so that it can be copied and opened beside. */
export function FrameLink({ sequence, finding }: { readonly sequence: number; readonly finding?: string }) {
  return (
    <a
      class="frame"
      href={`#${sequence}`}
      onClick={(event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
        event.preventDefault();
        goToFrame(sequence, finding);
      }}
    >
      #{sequence}
    </a>
  );
}
