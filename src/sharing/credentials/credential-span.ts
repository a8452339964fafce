/** Where a credential stands in a text: UTF-16 offsets of its value alone, without the name in front of it. */
export interface CredentialSpan {
  readonly start: number;
  readonly end: number;
  /** For people: "JSON Web Token", "password of a URL". */
  readonly kind: string;
}

/** In order and without overlaps: what overlaps becomes one span, which has the kind of its longest part. */
export function mergedSpans(spans: readonly CredentialSpan[]): readonly CredentialSpan[] {
  const merged: CredentialSpan[] = [];
  for (const span of spans.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    const last = merged.at(-1);
    if (last === undefined || span.start >= last.end) merged.push(span);
    else if (span.end > last.end) merged[merged.length - 1] = { start: last.start, end: span.end, kind: longest(last, span).kind };
  }
  return merged;
}

function longest(a: CredentialSpan, b: CredentialSpan): CredentialSpan {
  return b.end - b.start > a.end - a.start ? b : a;
}
