import { Session } from "node:inspector";

interface Range {
  readonly startOffset: number;
  readonly endOffset: number;
  readonly count: number;
}

interface ScriptCoverage {
  readonly url: string;
  readonly functions: readonly { readonly ranges: readonly Range[] }[];
}

/** Which blocks of this program have run, by V8's own coverage: an input that reaches a new one is worth changing further. */
export class Coverage {
  readonly #session = new Session();
  readonly #seen = new Set<string>();

  constructor() {
    this.#session.connect();
    this.#session.post("Profiler.enable");
    this.#session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });
    this.hasNew();
  }

  get blocks(): number {
    return this.#seen.size;
  }

  /** Whether a block has run since the last call that had not run before. */
  hasNew(): boolean {
    const before = this.#seen.size;
    this.#session.post("Profiler.takePreciseCoverage", (_, taken) => {
      const { result = [] } = (taken ?? {}) as { readonly result?: readonly ScriptCoverage[] };
      for (const { url, functions } of result) if (url.startsWith("file:") && url.includes("kubespy-fuzz")) this.#add(functions);
    });
    return this.#seen.size > before;
  }

  #add(functions: ScriptCoverage["functions"]): void {
    for (const { ranges } of functions)
      for (const { startOffset, endOffset, count } of ranges)
        if (count > 0) this.#seen.add(`${startOffset}-${endOffset}-${Math.min(4, Math.ceil(Math.log2(count)))}`);
  }
}
