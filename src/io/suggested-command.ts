import { printable } from "./printable.js";

/** Flags that a suggested command repeats, as they were given. */
export interface RepeatedFlags {
  readonly db?: string | undefined;
  /** Files of identities that decrypt the session. */
  readonly identity?: readonly string[] | undefined;
  readonly kubeconfig?: string | undefined;
  readonly context?: string | undefined;
  readonly namespace?: readonly string[] | undefined;
}

/**
 * A command to paste into a shell: "kubespy replay web-1 --db /tmp/x.db". `program`: what runs it, perhaps of several words ("kubectl spy"); `words` are
 * quoted where a shell needs it.
 */
export function suggestedCommand(program: string, words: readonly string[], flags: RepeatedFlags = {}): string {
  return [program, ...words.map(shellWord), ...repeatedWords(flags)].join(" ");
}

/** The flags of `kubectl` and `kubespy` that name a cluster: " --kubeconfig dev.yaml --context dev"; "" where none was given. */
export function clusterFlagsText({ kubeconfig, context, namespace }: Pick<RepeatedFlags, "kubeconfig" | "context" | "namespace">): string {
  // Whoever calls it may know more flags: those of kubespy alone are none of kubectl.
  return repeatedWords({ kubeconfig, context, namespace })
    .map((word) => ` ${word}`)
    .join("");
}

function repeatedWords({ db, identity = [], kubeconfig, context, namespace = [] }: RepeatedFlags): readonly string[] {
  const named = [
    ["--kubeconfig", kubeconfig],
    ["--context", context],
    ...namespace.map((name) => ["-n", name] as const),
    ...identity.map((file) => ["--identity", file] as const),
    ["--db", db],
  ] as const;
  return named.flatMap(([flag, value]) => (value === undefined ? [] : [flag, shellWord(value)]));
}

/** A word as a POSIX shell takes it back. */
export function shellWord(text: string): string {
  return /^[\w./@:%=,+-]+$/.test(text) ? text : `'${printable(text).replaceAll("'", "'\\''")}'`;
}
