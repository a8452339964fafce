/** The forms in which an answer can be given. Tables and PartialObjectMetadata would stand here. */
export type MediaType = "json" | "aggregated-discovery";

/** `Content-Type` of each form. */
export const contentTypes: Readonly<Record<MediaType, string>> = {
  json: "application/json",
  "aggregated-discovery": "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList",
};

/**
 * The first form in an `Accept` header that is among those offered; undefined when there is none (protobuf only): a 406.
 * Forms are taken in the order in which they are listed, as the API server does; clients list the best first.
 */
export function negotiate(accept: string | undefined, offered: readonly MediaType[]): MediaType | undefined {
  if (accept === undefined || accept.trim() === "") return "json";
  for (const range of accept.split(",")) {
    const form = formOf(range);
    if (form !== undefined && offered.includes(form)) return form;
  }
  return undefined;
}

function formOf(range: string): MediaType | undefined {
  const [type = "", ...rest] = range.split(";").map((part) => part.trim().toLowerCase());
  if (type !== "application/json" && type !== "application/*" && type !== "*/*") return undefined;
  const parameters = new Map(rest.map((part) => [part.slice(0, part.indexOf("=")), part.slice(part.indexOf("=") + 1)]));
  const as = parameters.get("as");
  if (as === undefined) return "json";
  const isDiscovery = as === "apigroupdiscoverylist" && parameters.get("g") === "apidiscovery.k8s.io" && parameters.get("v") === "v2";
  return isDiscovery ? "aggregated-discovery" : undefined;
}
