type SkipTarget = readonly [selector: string, name: string];

export const partsOfSession: readonly SkipTarget[] = [
  [".verdict", "verdict"],
  [".timeline", "timeline"],
  [".steps-list", "steps"],
  ["#pane", "details"],
];

/** The first things that Tab reaches: they move the focus past what is before a part. The address stays as it is: it says what is shown. */
export function SkipLinks({ targets = partsOfSession }: { readonly targets?: readonly SkipTarget[] }) {
  return (
    <nav aria-label="Parts of the page">
      {targets.map(([selector, name]) => (
        <button type="button" class="skip" key={name} onClick={() => focusOn(selector)}>
          Go to the {name}
        </button>
      ))}
    </nav>
  );
}

function focusOn(selector: string): void {
  const part = document.querySelector<HTMLElement>(selector);
  if (part === null) return;
  if (part.tabIndex < 0 && !part.hasAttribute("tabindex")) part.tabIndex = -1;
  part.focus();
  part.scrollIntoView({ block: "nearest" });
}
