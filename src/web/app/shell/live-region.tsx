import { useSignal, useSignalEffect } from "@preact/signals";
import type { PageSession } from "../state/page-session.js";
import { momentsOf } from "../state/session-times.js";
import { readRow } from "../state/shown-steps.js";
import { isPlaying, position } from "../state/view-state.js";

/** Steps that follow each other faster are not read out, ms. */
const pauseMs = 400;

/** Says the step that is shown to those who listen, once moving has paused; not while playing. */
export function LiveRegion({ session }: { readonly session: PageSession }) {
  const said = useSignal("");
  const last = useSignal(position.peek());
  useSignalEffect(() => {
    const sequence = position.value;
    if (isPlaying.value || sequence === last.peek()) return undefined;
    let isCurrent = true;
    const timer = setTimeout(() => {
      void readRow(sequence).then((row) => {
        if (!isCurrent || row === undefined) return;
        last.value = sequence;
        said.value = `Step ${sequence}, ${momentsOf(session)(row.offsetMs)}, ${row.title}: ${row.sentence}`;
      });
    }, pauseMs);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  });
  return (
    <p class="only-heard" role="status">
      {said}
    </p>
  );
}
