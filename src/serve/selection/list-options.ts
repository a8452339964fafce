import { status } from "../status.js";
import type { SelectionRequest } from "./selection.js";

/** The query of a list or watch, validated as the server validates it. Versions "" and "0" both mean "any version". */
export interface ListOptions extends SelectionRequest {
  readonly watch: boolean;
  readonly resourceVersion: string;
  readonly resourceVersionMatch: "Exact" | "NotOlderThan" | undefined;
  readonly limit: number;
  readonly continueToken: string;
  readonly allowWatchBookmarks: boolean;
  readonly sendInitialEvents: boolean | undefined;
  readonly timeoutMs: number | undefined;
}

/** Throws the 400 or 422 of the server. */
export function parseListOptions(query: URLSearchParams, namespace: string | undefined): ListOptions {
  const options: ListOptions = {
    namespace,
    labelSelector: query.get("labelSelector") ?? undefined,
    fieldSelector: query.get("fieldSelector") ?? undefined,
    watch: isTrue(query.get("watch")),
    resourceVersion: query.get("resourceVersion") ?? "",
    resourceVersionMatch: parseMatch(query.get("resourceVersionMatch") ?? ""),
    limit: parseInteger(query, "limit") ?? 0,
    continueToken: query.get("continue") ?? "",
    allowWatchBookmarks: isTrue(query.get("allowWatchBookmarks")),
    sendInitialEvents: query.has("sendInitialEvents") ? isTrue(query.get("sendInitialEvents")) : undefined,
    timeoutMs: timeoutOf(query),
  };
  validate(options);
  return options;
}

/** "" and "0" mean any version. */
export function isAnyVersion(version: string): boolean {
  return version === "" || version === "0";
}

function validate(options: ListOptions): void {
  const { resourceVersion, resourceVersionMatch: match, sendInitialEvents, watch, continueToken } = options;
  if (sendInitialEvents !== undefined) {
    if (!watch) throw status.invalidOption("sendInitialEvents", "sendInitialEvents is forbidden for list");
    if (match !== "NotOlderThan")
      throw status.invalidOption("resourceVersionMatch", "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan");
    return;
  }
  if (match === undefined) return;
  if (watch)
    throw status.invalidOption("resourceVersionMatch", "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided");
  if (resourceVersion === "")
    throw status.invalidOption("resourceVersionMatch", "resourceVersionMatch is forbidden unless resourceVersion is provided");
  if (continueToken !== "")
    throw status.invalidOption("resourceVersionMatch", "resourceVersionMatch is forbidden when continue is provided");
  if (match === "Exact" && resourceVersion === "0")
    throw status.invalidOption("resourceVersionMatch", 'resourceVersionMatch "exact" is forbidden for resourceVersion "0"');
}

function parseMatch(text: string): "Exact" | "NotOlderThan" | undefined {
  if (text === "") return undefined;
  if (text === "Exact" || text === "NotOlderThan") return text;
  throw status.invalidOption("resourceVersionMatch", `${JSON.stringify(text)} is not one of "Exact", "NotOlderThan"`);
}

function timeoutOf(query: URLSearchParams): number | undefined {
  const seconds = parseInteger(query, "timeoutSeconds");
  return seconds === undefined || seconds <= 0 ? undefined : seconds * 1000;
}

function parseInteger(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name) ?? "";
  if (text === "") return undefined;
  if (!/^[+-]?\d{1,15}$/.test(text)) throw status.badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
  return Number(text);
}

/** Like `strconv.ParseBool` for query values; a bare `?watch` counts as true. */
function isTrue(text: string | null): boolean {
  return text !== null && text !== "0" && text.toLowerCase() !== "false";
}
