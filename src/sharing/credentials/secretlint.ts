import type { CredentialSpan } from "./credential-span.js";
import { type IndexedSpan, JoinedTexts } from "./joined-texts.js";

/**
 * What secretlint's recommended rules find in texts. All texts are one source, which is several times faster than one source each; a separator that
 * no rule matches keeps them apart. Two rules are left out on purpose, because recorded data is untrusted: that of comments in it that switch rules off
 * ("secretlint-disable"), and the one that opens files. The rules are called without secretlint's core: its profiler observes every performance mark of
 * the process, and keeps dozens for each source as long as the process runs; and it searches for duplicates of messages in quadratic work.
 */
export async function secretlintSpans(texts: readonly string[]): Promise<readonly IndexedSpan[]> {
  // secretlint cuts off a byte order mark at the beginning; joined texts begin with a separator.
  const joined = new JoinedTexts(texts);
  const spans: IndexedSpan[] = [];
  await lint(joined.content, (start, end) => {
    const span = joined.locate(valueWithin(joined.content, start, end));
    if (span !== undefined) spans.push(span);
  });
  return spans;
}

type Rule = typeof import("@secretlint/secretlint-rule-preset-recommend")["rules"][number];
type RuleContext = Parameters<Rule["create"]>[0];
type RuleSource = Parameters<NonNullable<ReturnType<Rule["create"]>["file"]>>[0];

async function lint(content: string, report: (start: number, end: number) => void): Promise<void> {
  const { rules } = await import("@secretlint/secretlint-rule-preset-recommend");
  const context: RuleContext = {
    sharedOptions: {},
    createTranslator: () => (messageId: string | number | symbol) => ({ message: "", messageId: String(messageId), data: undefined }),
    report: ({ range: [start, end] }: { readonly range: readonly [number, number] }) => report(start, end),
    ignore: () => {},
  };
  const source = sourceOf(content);
  for (const rule of rules) if (!excludedRules.has(rule.meta.id)) await rule.create(context, {}).file?.(source);
}

function sourceOf(content: string): RuleSource {
  const start = { line: 1, column: 0 };
  return {
    hasBOM: false,
    content,
    filePath,
    physicalFilePath: undefined,
    contentType: "text",
    ext: ".txt",
    getFilePath: () => filePath,
    getPhysicalFilePath: () => undefined,
    // Nobody asks for lines and columns.
    locationToRange: () => [0, 0],
    rangeToLocation: () => ({ start, end: start }),
    positionToIndex: () => 0,
    indexToPosition: () => start,
  };
}

/** Its name makes the rule for npm look for `_authToken=` too. It is never opened. */
const filePath = "recorded.npmrc";
const excludedRules = new Set(["@secretlint/secretlint-rule-filter-comments", "@secretlint/secretlint-rule-gcp"]);

/** Rules report whole URLs, of which the password is the value, or the path of a webhook. */
function valueWithin(text: string, start: number, end: number): CredentialSpan {
  const match = text.slice(start, end);
  const [url, before = "", password = ""] = /^([a-z][a-z0-9+.:-]{0,40}:\/\/[^:/\s]{0,256}:)([^@\s]{1,256})@/i.exec(match) ?? [];
  if (url !== undefined) return { start: start + before.length, end: start + before.length + password.length, kind: "password of a URL" };
  const webhook = /^https:\/\/hooks\.slack\.com\/services\//i.exec(match);
  if (webhook !== null) return { start: start + webhook[0].length, end, kind: "webhook" };
  if (match.startsWith("-----")) return { start, end, kind: "private key" };
  return behindName(text, start, end);
}

/** Rules that match `name=value` report the length of the value, but from where the name begins. */
function behindName(text: string, start: number, end: number): CredentialSpan {
  const [name = ""] =
    /^["']?\w{0,24}(?:_authToken|KEY|key|Key)["']?\s{0,8}(?:=>|[:=])\s{0,8}["']?/.exec(text.slice(start, start + 60)) ?? [];
  const value = /^[^\s"']*/.exec(text.slice(start + name.length, end + name.length))?.[0] ?? "";
  return { start: start + name.length, end: start + name.length + value.length, kind: "token" };
}
