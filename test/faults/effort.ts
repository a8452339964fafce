import { scopes } from "./scopes.js";

/** `npm run test:faults` runs everything; `npm test` what is quick. */
export const isFull = process.env["KUBESPY_FAULTS"] === "full";

/** Every scope, or the one in which most kinds meet. */
export const someScopes = isFull ? scopes : scopes.slice(1, 2);
