import { openPage } from "../../app/page/open-page.js";
import { openReported } from "../../app/page/open-reported.js";
import { ExitCode } from "../../errors.js";
import { printable } from "../../io/printable.js";
import { whenAborted } from "../../io/when-aborted.js";
import type { ServedPage } from "../../page-server/page-server.js";
import { type CommandContext, wantsHints } from "../common/context.js";
import { parsePort } from "../common/flag-values.js";
import type { IdentityFlags } from "../common/identity-flags.js";
import { warn } from "../common/print-session.js";
import { openBrowser, WayToPage } from "./open-browser.js";

export interface OpenFlags extends IdentityFlags {
  readonly port?: string;
  readonly browser: boolean;
  readonly db?: string;
}

/** Serves the page of a session until Ctrl-C. Resolves with the exit code. */
export async function runOpen(reference: string, flags: OpenFlags, context: CommandContext): Promise<number> {
  const port = flags.port === undefined ? undefined : parsePort(flags.port);
  const opened = await openReported(reference, context, { db: flags.db, onWarning: (text) => warn(text, context) });
  try {
    const page = await openPage(opened, context, { port });
    try {
      await serveUntilInterrupted(page, flags, context, opened.session.summary.state === "recording");
    } finally {
      await page.close();
    }
    return ExitCode.done;
  } finally {
    await opened.session.close();
  }
}

async function serveUntilInterrupted(page: ServedPage, flags: OpenFlags, context: CommandContext, isRecording: boolean): Promise<void> {
  const { stdout, stderr } = context.streams;
  const note = (text: string) => stderr.write(`${text}\n`);
  stdout.write(`${page.url}\n`);
  note(
    isRecording
      ? "following the session, which is being recorded; Ctrl-C ends this page, not the recording"
      : `serving the page on this machine only${wantsHints(context) ? "; Ctrl-C ends it" : ""}`,
  );
  if (isRecording)
    void page.recorded.then((end) => {
      if (context.interrupt.aborted) return;
      note(
        end.kind === "ended" ? "the recording has ended; the page shows all of it" : `the session is no longer followed: ${end.message}`,
      );
    });
  using way = flags.browser ? wayTo(page.url, context) : undefined;
  if (way !== undefined) {
    const failure = "failure" in way ? way.failure : await openBrowser(way.file, context);
    if (failure !== undefined) note(`no browser was opened (${failure}): open the address above`);
  }
  await whenAborted(context.interrupt);
}

function wayTo(url: string, { env }: CommandContext): WayToPage | (Disposable & { readonly failure: string }) {
  try {
    return new WayToPage(url, env);
  } catch (error) {
    return { failure: printable(error instanceof Error ? error.message : String(error)), [Symbol.dispose]: () => {} };
  }
}
