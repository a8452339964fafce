import { useSignal } from "@preact/signals";
import { copyText } from "../state/clipboard.js";
import { Icon } from "./icon.js";

/** For so long a button says that it has copied, ms. */
const saidMs = 1500;

/** Copies a text, and says whether it could. `what`: for those who listen. */
export function CopyButton({ text, what }: { readonly text: string | (() => string); readonly what: string }) {
  const said = useSignal("");
  return (
    <button
      type="button"
      class="copy"
      aria-label={`Copy ${what}`}
      title={`Copy ${what}`}
      onClick={() => {
        void copyText(typeof text === "string" ? text : text()).then((isCopied) => {
          said.value = isCopied ? "copied" : "the browser did not allow it";
          setTimeout(() => (said.value = ""), saidMs);
        });
      }}
    >
      <Icon name={said.value === "copied" ? "check" : "copy"} />
      <span role="status">{said.value}</span>
    </button>
  );
}
