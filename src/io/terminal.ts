/** A terminal that a full-screen program may take over: both its keyboard and its screen are ours. `main.ts` makes it; others borrow it. */
export interface Terminal {
  readonly input: NodeJS.ReadStream;
  /** Written at once, also while the program ends. */
  write(text: string): void;
  columns(): number;
  rows(): number;
  /** Whether keys arrive one by one, without echo; Ctrl-C and Ctrl-Z are keys then. */
  setRaw(raw: boolean): void;
  onResize(listener: () => void): Unsubscribe;
  /** Another process suspends us (SIGTSTP). */
  onStopAsked(listener: () => void): Unsubscribe;
  /** We continue after a suspension (SIGCONT). The size is that of now: a change of it was reported through `onResize` before. */
  onContinue(listener: () => void): Unsubscribe;
  /** Called last before the program exits, for any reason; the listener must be synchronous. */
  onExit(listener: () => void): Unsubscribe;
  /** Stops the foreground job as Ctrl-Z would. Where there is no job control nothing happens. */
  stop(): void;
}

export type Unsubscribe = () => void;

/** The terminal of this process; undefined unless both its input and its output are one. */
export function processTerminal(process: NodeJS.Process): Terminal | undefined {
  const { stdin, stdout } = process;
  if (!stdin.isTTY || !stdout.isTTY || process.env["TERM"] === "dumb") return undefined;
  const listenTo = (source: NodeJS.EventEmitter, event: string) => (listener: () => void) => {
    const call = () => listener();
    source.on(event, call);
    return () => void source.off(event, call);
  };
  const listenToContinue = listenTo(process, "SIGCONT");
  return {
    input: stdin,
    write: (text) => void stdout.write(text),
    columns: () => stdout.columns || 80,
    rows: () => stdout.rows || 24,
    setRaw: (raw) => void stdin.setRawMode(raw),
    onResize: listenTo(stdout, "resize"),
    onStopAsked: listenTo(process, "SIGTSTP"),
    onContinue: (listener) =>
      listenToContinue(() => {
        // The shell had the terminal when it was resized, and the signal of that. Node reads the size anew only when it gets this signal.
        process.emit("SIGWINCH", "SIGWINCH");
        listener();
      }),
    onExit: listenTo(process, "exit"),
    stop: () => stopJob(process),
  };
}

/** To the process group, as the terminal does it: otherwise a parent such as npx would wait for us in the foreground. */
function stopJob(process: NodeJS.Process): void {
  const listeners = process.listeners("SIGTSTP");
  process.removeAllListeners("SIGTSTP");
  process.kill(0, "SIGTSTP");
  // The signal reaches us a moment later; until then it must find no listener.
  setTimeout(() => {
    for (const listener of listeners) process.on("SIGTSTP", listener);
  }, 50);
}
