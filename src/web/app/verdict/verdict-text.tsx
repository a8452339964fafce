import type { PageSession } from "../state/page-session.js";
import { pane } from "../state/view-state.js";
import { FrameLink } from "../ui/frame-link.js";

/** What happened in a few sentences, and how much of it is certain. */
export function VerdictText({ session }: { readonly session: PageSession }) {
  const { sentences, tone } = session.data.value.verdict;
  const isMeta = (kind: string) => kind === "count" || kind === "coverage";
  const claims = sentences.filter(({ kind }) => !isMeta(kind));
  return (
    <div class={`verdict-text verdict-${tone}`}>
      {claims.map(({ kind, text, sequence }, i) => (
        <p key={`${kind} ${text}`} class={i === 0 ? "lead" : ""}>
          {text}
          {sequence !== undefined && sequence > 0 && (
            <>
              {" "}
              <FrameLink sequence={sequence} />
            </>
          )}
        </p>
      ))}
      <p class="seen">
        {sentences.flatMap(({ kind, text }) => (isMeta(kind) ? [text] : [])).join(" ")}{" "}
        <button type="button" class="link" onClick={() => (pane.value = "completeness")}>
          What was recorded
        </button>
      </p>
    </div>
  );
}
