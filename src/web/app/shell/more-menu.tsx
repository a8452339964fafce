import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { errorMessage } from "../../../errors.js";
import { readManifest } from "../page-data.js";
import { printPage } from "../print/print-page.js";
import { copyText } from "../state/clipboard.js";
import { openDialog, textToCopy } from "../state/dialogs.js";
import { canDownload, downloadRecording } from "../state/download.js";
import { currentAddress } from "../state/links.js";
import type { PageSession } from "../state/page-session.js";
import { type Theme, theme } from "../state/theme.js";
import { position } from "../state/view-state.js";
import { Icon } from "../ui/icon.js";

const themes: readonly (readonly [Theme, string])[] = [
  ["system", "System"],
  ["light", "Light"],
  ["dark", "Dark"],
];

/** Sharing, printing and colours. */
export function MoreMenu({ session }: { readonly session: PageSession }) {
  const isOpen = useSignal(false);
  const said = useSignal("");
  const menu = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const close = () => {
    isOpen.value = false;
    said.value = "";
  };
  const copy = async (what: string, text: string) => {
    if (await copyText(text)) said.value = `${what} copied`;
    else {
      close();
      textToCopy.value = text;
      openDialog.value = "copy";
    }
  };
  const copyAnswer = async (what: string, answer: Promise<string | undefined>) => {
    said.value = "reading…";
    try {
      const text = await answer;
      if (text === undefined) said.value = "this step cannot be read";
      else await copy(what, text);
    } catch (error) {
      said.value = errorMessage(error);
    }
  };
  return (
    <div
      class="menu"
      ref={menu}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || !isOpen.value) return;
        event.preventDefault();
        close();
        button.current?.focus();
      }}
      onFocusOut={({ relatedTarget }) => {
        if (!(relatedTarget instanceof Node && menu.current?.contains(relatedTarget))) close();
      }}
    >
      <button
        ref={button}
        type="button"
        class="button"
        aria-label="Share, print, colours"
        title="Share, print, colours"
        aria-expanded={isOpen.value}
        aria-controls="more"
        onClick={() => {
          said.value = "";
          isOpen.value = !isOpen.value;
        }}
      >
        <Icon name="more" />
      </button>
      {isOpen.value && (
        <div id="more" class="menu-panel" onMouseDown={(event) => event.preventDefault()}>
          <button type="button" onClick={() => void copy("Link", currentAddress())}>
            Copy a link to this view
          </button>
          <button type="button" onClick={() => void copyAnswer("Step", session.worker.ask("stepMarkdown", { sequence: position.value }))}>
            Copy this step as Markdown
          </button>
          <button type="button" onClick={() => void copyAnswer("Report", session.worker.ask("sessionMarkdown", textsOf(session)))}>
            Copy the report as Markdown
          </button>
          {canDownload(session) && (
            <button type="button" onClick={() => void downloadRecording(session)}>
              Download the recording
            </button>
          )}
          <button
            type="button"
            onClick={() => {
              close();
              void printPage(session);
            }}
          >
            Print
          </button>
          <div class="menu-choice" role="group" aria-label="Colours">
            <span>Colours</span>
            <span class="choices">
              {themes.map(([value, name]) => (
                <button type="button" key={value} aria-pressed={theme.value === value} onClick={() => (theme.value = value)}>
                  {name}
                </button>
              ))}
            </span>
          </div>
          <p role="status" class="muted">
            {said}
          </p>
        </div>
      )}
    </div>
  );
}

function textsOf({ data, index }: PageSession) {
  const { analysis, markers, warnings, summary, verdict } = data.value;
  return { analysis, verdict, markers, warnings, file: readManifest().sessions[index]?.file ?? `${summary.header.name}.kubespy.gz` };
}
