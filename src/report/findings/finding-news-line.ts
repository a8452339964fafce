import type { FindingNews } from "../../diagnosis/engine/finding-reporter.js";
import { type LiveLineOptions, liveMoment } from "../replay/live-line.js";
import { type Paint, paintWith } from "../terminal/paint.js";
import { cutMiddle, widthOf } from "../terminal/width.js";
import { findingNewsText } from "./finding-news-text.js";

/** `findingNewsText` as a line of a live recording. */
export function findingNewsLine(news: FindingNews, offsetMs: number, options: LiveLineOptions): string {
  const paint = paintWith(options.colour);
  const words = findingNewsText(news, options.namespaces);
  const moment = liveMoment(offsetMs, options);
  const line = options.columns === undefined ? words : cutMiddle(words, Math.max(0, options.columns - widthOf(moment) - 2));
  return `${paint.dim(moment)}  ${paintNews(news, paint, line)}`;
}

export function paintNews({ kind }: FindingNews, paint: Paint, text: string): string {
  return paint.tone(kind === "resolved" ? "good" : "bad", text);
}
