import { readFileSync } from "node:fs";

/** A document of a real 1.36 server. */
export function realDocument(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../fixtures/apiserver/discovery/${name}.json`, import.meta.url), "utf8"));
}

/** All its aggregated discovery, converted to the separate documents of a server. */
export const aggregatedDocuments = {
  "/api": realDocument("api.v2"),
  "/apis": realDocument("apis.v2"),
  "/version": realDocument("version"),
};
