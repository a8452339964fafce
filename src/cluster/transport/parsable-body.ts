import { RequestFailure } from "../cluster-reader.js";
import { tooLarge } from "./transport.js";

/** Smaller bodies parse into little memory whatever they hold. */
const minBytes = 8 * 1024 * 1024;
/** Some gigabytes when parsed at worst; real lists of the largest size hold some millions. */
const maxValues = 8_000_000;

/**
 * Refuses a body that would parse into many times its own size: `{},{},{}` and the like, of which a compressed response brings millions at no cost
 * to its sender. Throws `RequestFailure`, as for a body that is too large.
 */
export function assertParsable(body: Uint8Array): void {
  if (body.length < minBytes) return;
  let values = 0;
  for (const byte of body) if (byte === COMMA || byte === OPEN_BRACKET || byte === OPEN_BRACE) values++;
  if (values > maxValues) throw new RequestFailure(`the response holds more than ${maxValues} values`, { code: tooLarge, status: 200 });
}

const COMMA = 0x2c;
const OPEN_BRACKET = 0x5b;
const OPEN_BRACE = 0x7b;
