import { batch, computed, effect, signal } from "@preact/signals";
import { formatLink, type PageLink, parseLink } from "../../view/links.js";
import { filterText, setFilter } from "./filters.js";
import { goToEvidence, goToStep } from "./moves.js";
import { activeSession, currentSession, noise, pane, position, sessions, timeFormat, timeRange } from "./view-state.js";

/**
 * The address mirrors what the page shows. A step, a range and the noise change its last entry, as there are very many; a pane, a filter, a session,
 * a time format and a link that is followed add an entry, which the browser's Back leaves.
 */

/** Of each session, the step at which it opens: of one that is being recorded, the newest, which a link without a step follows. */
let firstStepOf: (session: number) => number = () => 1;

/** What the address of a served page needs beside; see `kubespy open`. */
let kept = "";

/** Counts links that were followed. */
const jumps = signal(0);

const shown = computed<PageLink>(() => ({
  ...(activeSession.value === 0 ? {} : { session: activeSession.value }),
  ...(position.value === firstStepOf(activeSession.value) ? {} : { step: position.value }),
  ...(pane.value === "step" ? {} : { pane: pane.value }),
  ...(filterText.value === "" ? {} : { only: filterText.value }),
  ...(timeRange.value === undefined ? {} : { range: timeRange.value }),
  ...(timeFormat.value === "offset" ? {} : { time: timeFormat.value }),
  ...(noise.value ? { noise: true } : {}),
}));

const place = computed(() => [activeSession.value, pane.value, filterText.value, timeFormat.value, jumps.value].join("\n"));

/** Browsers refuse very frequent changes of the address. */
const mirrorMs = 300;

/** Shows what the address says, and keeps both the same from now on. `firstStep`: of each session, the step at which it opens. */
export function followLinks(firstStep: (session: number) => number): void {
  firstStepOf = firstStep;
  kept = /(?:^#|&)(key=[^&]*)/.exec(location.hash)?.[1] ?? "";
  show(parseLink(location.hash));
  let isReading = false;
  let last = hashOf(shown.value);
  let lastPlace = place.value;
  let timer = 0;
  effect(() => {
    const hash = hashOf(shown.value);
    const isOtherPlace = place.value !== lastPlace;
    const before = last;
    last = hash;
    lastPlace = place.value;
    if (isReading || (hash === before && !isOtherPlace)) return;
    if (isOtherPlace) {
      clearTimeout(timer);
      timer = 0;
      if (before !== location.hash) write("replaceState", before);
      if (hash !== before) write("pushState", hash);
    } else if (timer === 0)
      timer = window.setTimeout(() => {
        timer = 0;
        write("replaceState", last);
      }, mirrorMs);
  });
  const read = () => {
    clearTimeout(timer);
    timer = 0;
    if (location.hash === last) return;
    isReading = true;
    show(parseLink(location.hash));
    isReading = false;
  };
  // Back and Forward, and an address that was typed.
  window.addEventListener("popstate", read);
  window.addEventListener("hashchange", read);
}

/** Goes to a step as a link does: Back returns. `finding`: the key of the finding that it is evidence of. */
export function goToFrame(sequence: number, finding?: string): void {
  batch(() => {
    jumps.value++;
    if (finding === undefined) goToStep(sequence);
    else goToEvidence(finding, sequence);
    if (pane.value === "completeness" || pane.value === "charts") pane.value = "step";
  });
}

/** Shows another session of the page, from the step at which it opens. */
export function switchSession(index: number): void {
  show({ ...shown.value, session: index, step: firstStepOf(index) });
}

/** The address of what the page shows now, with its step. */
export function currentAddress(): string {
  return addressOf(hashOf({ step: position.value, ...shown.value }));
}

/** What a link does not say is as the page opens. */
function show({ session = 0, step, pane: view = "step", only = "", range, time = "offset", noise: showsNoise }: PageLink): void {
  batch(() => {
    activeSession.value = session < sessions.value.length ? session : 0;
    position.value = inSession(step ?? firstStepOf(activeSession.value));
    pane.value = view;
    if (!setFilter(only)) setFilter("");
    timeRange.value = range;
    timeFormat.value = time;
    noise.value = showsNoise === true;
  });
}

function inSession(sequence: number): number {
  const frames = currentSession.value?.data.value.summary.frames ?? 0;
  return Math.min(Math.max(sequence, Math.min(1, frames)), frames);
}

function write(how: "pushState" | "replaceState", hash: string): void {
  try {
    history[how](null, "", addressOf(hash));
  } catch {
    // Where the page is shown within another one, it may have no address of its own.
  }
}

function hashOf(link: PageLink): string {
  const text = formatLink(link);
  const parts = kept === "" ? [text] : [/^\d+$/.test(text) ? `step=${text}` : text, kept];
  const hash = parts.filter((part) => part !== "").join("&");
  return hash === "" ? "" : `#${hash}`;
}

function addressOf(hash: string): string {
  return `${location.href.replace(/#.*$/s, "")}${hash}`;
}
