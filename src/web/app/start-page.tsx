import { type JSX, render } from "preact";
import { readManifest, readSessionData } from "./page-data.js";
import { followPrinting } from "./print/print-page.js";
import { PageShell } from "./shell/page-shell.js";
import { followChoice } from "./state/filters.js";
import { followKeys } from "./state/keys.js";
import { followLinks } from "./state/links.js";
import { embeddedSession, type PageSession } from "./state/page-session.js";
import { startPlayer } from "./state/player.js";
import { followTheme } from "./state/theme.js";
import { sessions } from "./state/view-state.js";

/** A page of another shape than that of one session. */
interface OtherPage {
  readonly shell: JSX.Element;
  /** Of each session, the step at which it opens. Default: what its verdict says first. */
  readonly firstSteps: readonly (number | undefined)[];
  /** On paper it is the document of its session. Default: it is printed as it is. */
  readonly printsSession?: boolean;
}

/** Draws the page of a file: what it knows at once, then the rest as it is asked for. */
export async function startPage(other?: OtherPage): Promise<void> {
  followTheme();
  const manifest = readManifest();
  const data = await Promise.all(manifest.sessions.map((_, index) => readSessionData(index)));
  showSessions(
    data.map((each, index) => embeddedSession(index, each, manifest)),
    other,
  );
}

export function showSessions(all: readonly PageSession[], other?: OtherPage): void {
  sessions.value = all;
  followChoice();
  followKeys();
  followLinks((index) => other?.firstSteps[index] ?? firstStep(all[index]));
  const root = document.getElementById("page");
  if (root === null) throw new Error("the page has no root");
  root.textContent = "";
  render(other?.shell ?? <PageShell />, root);
  startPlayer();
  if (other === undefined || other.printsSession === true) followPrinting();
  else root.classList.add("as-shown");
}

/** The newest one, always, of a session that is being recorded; else what the verdict says first, where a frame shows it. */
function firstStep(session: PageSession | undefined): number {
  if (session === undefined) return 1;
  const { summary, verdict } = session.data.value;
  if (session.served !== undefined && summary.state === "recording") return summary.frames;
  const shown = verdict.sentences.find(({ sequence = 0 }) => sequence > 0);
  return Math.min(shown?.sequence ?? 1, summary.frames);
}
