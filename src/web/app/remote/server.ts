import { KubespyError } from "../../../errors.js";
import type { AskServer } from "../../view/remote/answer-lines.js";

/** Where the page came from, and the key that it sends. */
export interface ServerAddress {
  /** "http://127.0.0.1:8080" */
  readonly origin: string;
  readonly key: string;
}

/** The server does not know the key: another "kubespy open" listens at its address now. */
export class WrongKey extends KubespyError {}

/** How often what cannot be reached is tried again, and after how long, ms. */
const tries = 20;
const betweenTriesMs = 500;

/** Asks once. */
export async function fetchFrom({ origin, key }: ServerAddress, path: string, signal?: AbortSignal): Promise<Response> {
  const response = await fetch(`${origin}${path}`, {
    headers: { authorization: `Bearer ${key}` },
    cache: "no-store",
    credentials: "omit",
    redirect: "error",
    ...(signal === undefined ? {} : { signal }),
  });
  if (response.ok) return response;
  const { message } = (await response.json().catch(() => ({}))) as { readonly message?: string };
  if (response.status === 401) throw new WrongKey(message ?? "the key is missing or wrong");
  throw new KubespyError(message ?? `the server answers ${response.status}`);
}

/** Asks again for some seconds while the server cannot be reached: a laptop may have been asleep. */
export function askingServer(address: ServerAddress): AskServer {
  return async (path, signal) => {
    for (let attempt = 1; ; attempt++) {
      try {
        return chunksOf(await fetchFrom(address, path, signal));
      } catch (error) {
        if (error instanceof KubespyError || attempt === tries || signal?.aborted) throw error;
        await new Promise((resolve) => setTimeout(resolve, betweenTriesMs));
      }
    }
  };
}

/** Not every browser iterates over streams. */
export async function* chunksOf({ body }: Response): AsyncGenerator<Uint8Array> {
  const reader = body?.getReader();
  if (reader === undefined) return;
  let isDone = false;
  try {
    for (;;) {
      const { value, done } = await reader.read();
      isDone = done;
      if (value === undefined) return;
      yield value;
    }
  } finally {
    if (!isDone) await reader.cancel().catch(() => {});
  }
}
