import { type Agent, type ClientRequest, type IncomingHttpHeaders, request } from "node:http";

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A request and its whole response over plain node:http, so that our code is not on both ends. */
export function ask(url: string, options: { method?: string; headers?: Record<string, string>; agent?: Agent } = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { agent: false, ...options }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks).toString("utf8") }),
      );
    });
    outgoing.on("error", reject);
    outgoing.end();
  });
}

interface Watching {
  /** The lines in order of arrival. */
  readonly lines: readonly string[];
  /** Resolves when the response headers have arrived. */
  readonly opened: Promise<number>;
  /** Resolves when the server has ended the stream. */
  readonly ended: Promise<void>;
  /** Resolves when this many lines have arrived. */
  has(count: number): Promise<void>;
  stop(): void;
}

/** Opens a watch. `onLine` receives every line in order of arrival, also across watches. */
export function watch(url: string, onLine: (line: string) => void = () => {}, headers: Readonly<Record<string, string>> = {}): Watching {
  const lines: string[] = [];
  const waiting: (() => void)[] = [];
  let outgoing: ClientRequest | undefined;
  let rest = "";
  let resolveEnded: () => void = () => {};
  const ended = new Promise<void>((resolve) => {
    resolveEnded = resolve;
  });
  const opened = new Promise<number>((resolve, reject) => {
    outgoing = request(url, { agent: false, headers }, (response) => {
      resolve(response.statusCode ?? 0);
      response.setEncoding("utf8");
      response.on("data", (text: string) => {
        const pieces = (rest + text).split("\n");
        rest = pieces.pop() ?? "";
        for (const line of pieces) {
          lines.push(line);
          onLine(line);
        }
        for (const wake of waiting.splice(0)) wake();
      });
      response.on("error", () => resolveEnded());
      response.on("end", () => resolveEnded());
    });
    outgoing.on("error", reject);
    outgoing.end();
  });
  return {
    lines,
    opened,
    ended,
    has: async (count) => {
      while (lines.length < count) await new Promise<void>((resolve) => waiting.push(resolve));
    },
    stop: () => outgoing?.destroy(),
  };
}
