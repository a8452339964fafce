import type { Tone } from "../../../lifecycle/stage.js";

/** The colours of the page's style, as a canvas takes them. */
export interface Palette {
  readonly text: string;
  readonly muted: string;
  readonly line: string;
  readonly background: string;
  readonly panel: string;
  readonly accent: string;
  readonly warning: string;
  readonly strong: Readonly<Record<Tone, string>>;
  readonly tint: Readonly<Record<Tone, string>>;
  readonly font: string;
}

/** As they are for this element now: they depend on the colour scheme. */
export function readPalette(element: HTMLElement): Palette {
  if (matchMedia("(forced-colors: active)").matches) return forcedPalette(element);
  const probe = document.createElement("span");
  element.append(probe);
  // A custom property is not computed until something uses it.
  const colour = (name: string) => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  const tones = (suffix: string) => ({
    progress: colour(`progress${suffix}`),
    good: colour(`good${suffix}`),
    bad: colour(`bad${suffix}`),
    ended: colour(`ended${suffix}`),
    neutral: colour(`neutral${suffix}`),
  });
  const palette = {
    text: colour("text"),
    muted: colour("muted"),
    line: colour("line"),
    background: colour("panel"),
    panel: colour("background"),
    accent: colour("accent"),
    warning: colour("warning"),
    strong: tones(""),
    tint: tones("-soft"),
    font: getComputedStyle(element).fontFamily,
  };
  probe.remove();
  return palette;
}

/** The system's own colours: patterns and heights say the rest. */
function forcedPalette(element: HTMLElement): Palette {
  const all = (colour: string) => ({ progress: colour, good: colour, bad: colour, ended: colour, neutral: colour });
  return {
    ...{ text: "CanvasText", muted: "CanvasText", line: "GrayText", background: "Canvas", panel: "Canvas" },
    ...{ accent: "Highlight", warning: "CanvasText" },
    strong: all("CanvasText"),
    tint: all("Canvas"),
    font: getComputedStyle(element).fontFamily,
  };
}

/** Calls when the colours may have changed; returns how to stop. */
export function onPaletteChange(listener: () => void): () => void {
  const queries = ["(prefers-color-scheme: dark)", "(forced-colors: active)", "print"].map((query) => matchMedia(query));
  for (const query of queries) query.addEventListener("change", listener);
  return () => {
    for (const query of queries) query.removeEventListener("change", listener);
  };
}
