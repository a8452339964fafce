import type { CredentialSpan } from "./credential-span.js";

/** Finds credentials of one family in a text of at most `maxPieceLength`, in work that grows with its length whatever it holds. */
export interface CredentialDetector {
  readonly name: string;
  find(text: string): Iterable<CredentialSpan>;
}

/** The longest text that a detector gets; longer ones come in pieces. */
export const maxPieceLength = 1 << 20;
