import { errorMessage } from "../../errors.js";
import { RemoteSource } from "../view/remote/remote-source.js";
import { openRemoteSession, type RemoteOpening } from "./remote/remote-session.js";
import { askingServer, WrongKey } from "./remote/server.js";
import { showSessions } from "./start-page.js";
import { followTheme } from "./state/theme.js";
import { runWorker } from "./worker/worker.js";

// One script is both: the page starts it again as the worker that reads the session from the server.
if (typeof document === "undefined") runWorker(async ({ source }) => remoteSource(source as RemoteOpening));
else void startPage();

function remoteSource({ address, summary }: RemoteOpening): RemoteSource {
  return new RemoteSource(summary, askingServer(address));
}

/** Draws the page of the session that the server it came from serves. */
async function startPage(): Promise<void> {
  followTheme();
  const key = /(?:^#|&)key=([^&]*)/.exec(location.hash)?.[1];
  if (key === undefined) return say('This address has no key: open the whole address that "kubespy open" printed.');
  try {
    const session = await openRemoteSession({ origin: location.origin, key });
    document.title = `${session.data.peek().summary.header.name} - kubespy`;
    showSessions([session]);
  } catch (error) {
    if (error instanceof WrongKey) say('The key in this address is wrong: open the address that "kubespy open" printed last.');
    else say(`The session cannot be read: ${errorMessage(error)}. Is "kubespy open" still running?`);
  }
}

function say(text: string): void {
  const root = document.getElementById("page");
  if (root === null) return;
  const paragraph = document.createElement("p");
  paragraph.className = "page-failure";
  paragraph.textContent = text;
  root.replaceChildren(paragraph);
}
