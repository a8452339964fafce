/** The possible forms of a response. */
export type MediaType = "json" | "aggregated-discovery" | "table" | "partial-metadata" | "partial-metadata-list";

/** `Content-Type` of each form. Tables and metadata are identified by their `kind`; the server labels them plain JSON. */
export const contentTypes: Readonly<Record<MediaType, string>> = {
  json: "application/json",
  "aggregated-discovery": "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList",
  table: "application/json",
  "partial-metadata": "application/json",
  "partial-metadata-list": "application/json",
};

/**
 * The preferred form in an `Accept` header among those offered; undefined if there is none (protobuf only): a 406. The highest `q` wins; of
 * equal ones, the first.
 */
export function negotiate(accept: string | undefined, offered: readonly MediaType[]): MediaType | undefined {
  if (accept === undefined || accept.trim() === "") return offered.includes("json") ? "json" : undefined;
  const ranges = accept.split(",").map(parseRange);
  const wanted = ranges.filter(({ quality }) => quality > 0).sort((a, b) => b.quality - a.quality);
  return wanted.map(formOf).find((form) => form !== undefined && offered.includes(form));
}

interface MediaRange {
  readonly type: string;
  readonly parameters: ReadonlyMap<string, string>;
  readonly quality: number;
}

function parseRange(range: string): MediaRange {
  const [type = "", ...rest] = range.split(";").map((part) => part.trim().toLowerCase());
  const parameters = new Map(rest.map((part) => [part.slice(0, part.indexOf("=")), part.slice(part.indexOf("=") + 1)]));
  const quality = Number(parameters.get("q") ?? "1");
  return { type, parameters, quality: Number.isNaN(quality) ? 1 : quality };
}

function formOf({ type, parameters }: MediaRange): MediaType | undefined {
  if (type !== "application/json" && type !== "application/*" && type !== "*/*") return undefined;
  const as = parameters.get("as");
  return as === undefined ? "json" : byName.get([as, parameters.get("g"), parameters.get("v")].join(" "));
}

/** By `as`, `g` and `v`, in lower case. */
const byName: ReadonlyMap<string, MediaType> = new Map([
  ["apigroupdiscoverylist apidiscovery.k8s.io v2", "aggregated-discovery"],
  ["table meta.k8s.io v1", "table"],
  ["partialobjectmetadata meta.k8s.io v1", "partial-metadata"],
  ["partialobjectmetadatalist meta.k8s.io v1", "partial-metadata-list"],
]);
