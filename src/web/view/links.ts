import { parseDuration } from "../../io/duration.js";
import type { TimeFormat } from "../../io/moment-format.js";
import { timeFormats } from "./times.js";

/** The panes, in the order of their tabs. */
export const pageViews = ["step", "object", "world", "charts", "completeness"] as const;
export type PageView = (typeof pageViews)[number];

/** What a link says of what the page shows; what it does not say is as the page opens. */
export interface PageLink {
  /** From 1. */
  readonly step?: number;
  readonly pane?: PageView;
  /** Only some objects, as typed into the filter. */
  readonly only?: string;
  /** The part of the time axis, ms since session start. */
  readonly range?: { readonly fromMs: number; readonly toMs: number };
  readonly time?: TimeFormat;
  readonly noise?: true;
  /** Of a page of several: an index. */
  readonly session?: number;
}

/** The part of an address after "#": `54`, `step=54&pane=object&only=pod/nginx&from=4.5s&to=1m2s&time=utc`. Empty where all is as the page opens. */
export function formatLink({ step, pane, only, range, time, noise, session }: PageLink): string {
  const parts = [
    session === undefined ? undefined : `session=${session + 1}`,
    step === undefined ? undefined : `step=${step}`,
    pane === undefined ? undefined : `pane=${pane}`,
    only === undefined || only === "" ? undefined : `only=${encoded(only)}`,
    range === undefined ? undefined : `from=${seconds(range.fromMs)}&to=${seconds(range.toMs)}`,
    time === undefined ? undefined : `time=${time}`,
    noise === undefined ? undefined : "noise=on",
  ].filter((part) => part !== undefined);
  return parts.length === 1 && step !== undefined ? String(step) : parts.join("&");
}

/** Characters; a longer one is none of ours. */
const maxLength = 4000;
const maxWords = 1000;

/** Reads such a link, with or without "#". What it cannot be is left out: a link comes from anywhere. */
export function parseLink(hash: string): PageLink {
  const text = hash.replace(/^#/, "");
  if (text === "" || text.length > maxLength) return {};
  const alone = sequenceOf(text);
  if (alone !== undefined) return { step: alone };
  const fields = new URLSearchParams(text.replaceAll("+", "%2B"));
  const step = sequenceOf(fields.get("step") ?? "");
  const pane = pageViews.find((view) => view === fields.get("pane"));
  const only = fields.get("only")?.slice(0, maxWords) ?? "";
  const range = rangeOf(fields.get("from"), fields.get("to"));
  const time = timeFormats.find((format) => format === fields.get("time"));
  const session = sequenceOf(fields.get("session") ?? "");
  return {
    ...(step === undefined ? {} : { step }),
    ...(pane === undefined ? {} : { pane }),
    ...(only === "" ? {} : { only }),
    ...(range === undefined ? {} : { range }),
    ...(time === undefined ? {} : { time }),
    ...(fields.get("noise") === "on" ? { noise: true } : {}),
    ...(session === undefined ? {} : { session: session - 1 }),
  };
}

function sequenceOf(text: string): number | undefined {
  return /^[1-9]\d{0,14}$/.test(text) ? Number(text) : undefined;
}

function rangeOf(from: string | null, to: string | null): PageLink["range"] | undefined {
  const fromMs = millisecondsOf(from);
  const toMs = millisecondsOf(to);
  const isRange = fromMs !== undefined && toMs !== undefined && toMs > fromMs && Number.isFinite(toMs);
  return isRange ? { fromMs, toMs } : undefined;
}

function seconds(ms: number): string {
  return `${Number((Math.max(0, ms) / 1000).toFixed(3))}s`;
}

/** Only what a fragment cannot hold, so that links can be read. */
function encoded(text: string): string {
  return encodeURIComponent(text).replace(/%(?:2F|3A|2C)/g, decodeURIComponent);
}

/** Whole: a link has no finer grain. */
function millisecondsOf(text: string | null): number | undefined {
  const ms = parseDuration(text ?? "");
  return ms === undefined ? undefined : Math.round(ms);
}
