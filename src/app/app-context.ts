import type { DecryptionKeys } from "../encryption/decryption-keys.js";
import type { Clock } from "../io/clock.js";

/** What a use case may know of the program that calls it. Nothing here is a terminal, and nothing is read from `process`. */
export interface AppContext {
  readonly clock: Clock;
  /** Environment variables: `KUBECONFIG`, `KUBESPY_DB`, `HOME`, ... */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Relative paths start here. */
  readonly cwd: string;
  /** Aborts when the program must stop; its reason is the name of the signal. */
  readonly interrupt: AbortSignal;
  /** Folder of the installed package, which holds the bundled recordings. */
  readonly packageRoot: string;
  readonly version: string;
  /** How the user started the program, for hints: "kubespy", or "kubectl spy" as a plugin. */
  readonly programName: string;
  /** What the user should know besides the result, one line each. */
  readonly onNotice?: ((text: string) => void) | undefined;
  /** What files that are encrypted are decrypted with. Default: they are refused. */
  readonly keys?: DecryptionKeys | undefined;
  /** Read when a recording is named "-". */
  readonly streams: { readonly stdin: AsyncIterable<string | Uint8Array> };
}
