import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { copyText } from "../state/clipboard.js";
import { openDialog, textToCopy } from "../state/dialogs.js";
import { canDownload, downloadRecording } from "../state/download.js";
import { currentAddress } from "../state/links.js";
import type { PageSession } from "../state/page-session.js";
import { type Theme, theme } from "../state/theme.js";
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
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only watches the keys and the focus of what it holds
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
        // biome-ignore lint/a11y/noStaticElementInteractions: a press on the menu itself must not take the focus from it
        <div id="more" class="menu-panel" onMouseDown={(event) => event.preventDefault()}>
          <button type="button" onClick={() => void copy("Link", currentAddress())}>
            Copy a link to this view
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
              print();
            }}
          >
            Print
          </button>
          {/* biome-ignore lint/a11y/useSemanticElements: a fieldset has a frame of its own */}
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
