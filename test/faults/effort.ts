import { scopes } from "./scopes.js";

/** `npm run test:faults` runs everything, `npm test` only what is fast. */
export const isFull = process.env["KUBESPY_FAULTS"] === "full";

/** Every scope, or the one with most kinds. */
export const someScopes = isFull ? scopes : scopes.slice(1, 2);
