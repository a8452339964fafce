/** All exit codes. */
export const ExitCode = {
  done: 0,
  failed: 1,
  usage: 2,
  /** "differs" or "found failures", when a flag requests it. */
  differs: 3,
  interrupted: 130,
} as const;

interface KubespyErrorOptions {
  /** What to do next; the complete command where there is one. */
  readonly hint?: string;
  readonly cause?: unknown;
}

/**
 * An expected failure: a message for people, not a stack trace. Lower case, no full stop, the thing named.
 * Only `main.ts` prints it.
 */
export class KubespyError extends Error {
  readonly hint: string | undefined;
  readonly exitCode: number = ExitCode.failed;

  constructor(message: string, options: KubespyErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.hint = options.hint;
  }
}

/** The command line is invalid: wrong flag, unknown kind, invalid selector. Exit code 2. */
export class UsageError extends KubespyError {
  override readonly exitCode: number = ExitCode.usage;
}

/** Stopped by a signal before it was done. Exit code 130. */
export class Interrupted extends KubespyError {
  override readonly exitCode: number = ExitCode.interrupted;
}

/** What an error says, for people. */
export function errorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The closest of `candidates` to what was typed, for "did you mean"; undefined when nothing is close. */
export function closest(typed: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(typed.length / 3)) + 1;
  for (const candidate of candidates) {
    const distance = editDistance(typed.toLowerCase(), candidate.toLowerCase(), bestDistance);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(substitution, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? limit;
}
