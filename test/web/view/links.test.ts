import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatLink, type PageLink, pageViews, parseLink } from "../../../src/web/view/links.js";
import { timeFormats } from "../../../src/web/view/times.js";

const milliseconds = fc.integer({ min: 0, max: 10_000_000 });
const links: fc.Arbitrary<PageLink> = fc.record(
  {
    step: fc.integer({ min: 1, max: 1_000_000 }),
    pane: fc.constantFrom(...pageViews),
    only: fc.string({ minLength: 1, maxLength: 60, unit: "grapheme" }),
    range: fc.record({ fromMs: milliseconds, lengthMs: fc.integer({ min: 1, max: 100_000 }) }).map(({ fromMs, lengthMs }) => ({
      fromMs,
      toMs: fromMs + lengthMs,
    })),
    time: fc.constantFrom(...timeFormats),
    noise: fc.constant(true as const),
    session: fc.integer({ min: 0, max: 20 }),
  },
  { requiredKeys: [] },
);

describe("a link", () => {
  it("is the number of a step alone where all else is as the page opens", () => {
    expect(formatLink({ step: 54 })).toBe("54");
    expect(formatLink({})).toBe("");
    expect(parseLink("#54")).toEqual({ step: 54 });
    expect(parseLink("#")).toEqual({});
  });

  it("can be read by people", () => {
    const link: PageLink = { step: 54, pane: "object", only: "pod/nginx,ns:shop", range: { fromMs: 4588, toMs: 62_000 }, time: "utc" };
    expect(formatLink(link)).toBe("step=54&pane=object&only=pod/nginx,ns:shop&from=4.588s&to=62s&time=utc");
    expect(parseLink("#step=54&from=4.5s&to=1m2s")).toEqual({ step: 54, range: { fromMs: 4500, toMs: 62_000 } });
  });

  it("reads back as what was written", () => {
    fc.assert(fc.property(links, (link) => void expect(parseLink(`#${formatLink(link)}`)).toEqual(link)));
  });

  it("leaves out what it cannot be, whatever is pasted", () => {
    const hostile = [
      "#0",
      "#-1",
      "#1e9",
      `#${"9".repeat(40)}`,
      "#step=<b>&pane=constructor&time=__proto__&session=x",
      "#%",
      "#from=5s&to=5s",
      "#from=1&to=2",
    ];
    for (const hash of hostile) expect(parseLink(hash), hash).toEqual({});
    expect(parseLink(`#only=${"x".repeat(2000)}`).only).toHaveLength(1000);
    expect(parseLink(`#only=${"x".repeat(100_000)}`)).toEqual({});
    fc.assert(fc.property(fc.string({ unit: "binary-ascii" }), (text) => void parseLink(text)));
  });
});
