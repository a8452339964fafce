import { type JSX, render } from "preact";
import { readManifest, readSessionData } from "./page-data.js";
import { PageShell } from "./shell/page-shell.js";
import { embeddedSession, type PageSession } from "./state/page-session.js";
import { startPlayer } from "./state/player.js";
import { followTheme } from "./state/theme.js";
import { sessions } from "./state/view-state.js";

/** Draws the page of a file: what it knows at once, then the rest as it is asked for. `shell`: default, that of one session. */
export async function startPage(shell: JSX.Element = <PageShell />): Promise<void> {
  followTheme();
  const manifest = readManifest();
  const data = await Promise.all(manifest.sessions.map((_, index) => readSessionData(index)));
  showSessions(
    data.map((each, index) => embeddedSession(index, each, manifest)),
    shell,
  );
}

export function showSessions(all: readonly PageSession[], shell: JSX.Element = <PageShell />): void {
  sessions.value = all;
  const root = document.getElementById("page");
  if (root === null) throw new Error("the page has no root");
  root.textContent = "";
  render(shell, root);
  startPlayer();
}
