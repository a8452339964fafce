import { describe, expect, it } from "vitest";
import type { SessionHeader } from "../../src/model/session.js";
import type { SessionShare } from "../../src/model/session-share.js";
import { confidentialContent, nextStepBeforeSharing } from "../../src/report/overview/clear-content.js";
import { remainingContent, shareLines, shareSentence } from "../../src/report/overview/share-text.js";

const secrets: SessionShare = {
  level: "secrets",
  by: "kubespy 0.1.0",
  rules: 1,
  removed: [
    { what: "environment variable", values: 8, places: 24 },
    { what: "ConfigMap data", values: 3, places: 3 },
    { what: "JSON Web Token", values: 1, places: 1 },
  ],
};
const identities: SessionShare = { ...secrets, level: "identities", pseudonyms: [{ what: "node", values: 2, places: 9 }] };

function headerWith(more: Partial<SessionHeader>): { readonly header: SessionHeader } {
  const header = { name: "web", startedAt: "2026-11-22T10:57:17.945Z", targets: [], streams: [], omissions: [], recorder: "unknown" };
  return { header: { ...header, secretValues: "digests", ...more } };
}

describe("what was removed before sharing", () => {
  it("is one sentence: the level, values by what they are, and whether names were kept or replaced", () => {
    expect(shareSentence(secrets)).toBe(
      "Shared at level secrets: 12 values removed (environment variable ×8, ConfigMap data ×3 and JSON Web Token), names kept.",
    );
    expect(shareSentence({ ...identities, removed: [] })).toBe(
      "Shared at level identities: 0 values removed, titles and markers reduced to common words, 2 names replaced by pseudonyms (node ×2).",
    );
    expect(shareSentence({ ...identities, level: "skeleton", removed: [] })).toBe(
      "Shared at level skeleton: 0 values removed, all free text left out, 2 names replaced by pseudonyms (node ×2).",
    );
    // The manifest counts none: nobody says that there are any.
    expect(shareSentence({ ...secrets, level: "identities", removed: [] })).toBe(
      "Shared at level identities: 0 values removed, titles and markers reduced to common words.",
    );
  });

  it("is several lines: places too, what was kept and removed on request, by which program, and the share before", () => {
    const kept = ["Pod:spec.containers[web].env[LOG_FORMAT].value"];
    expect(shareLines({ ...identities, kept, removedOnRequest: ["Pod:metadata.labels.team", "1 pattern"], before: secrets })).toEqual([
      "Removed: environment variable (8 values in 24 places), ConfigMap data (3 values in 3 places) and JSON Web Token (1 value in 1 place).",
      "Pseudonyms: node (2 names in 9 places).",
      "Kept on request: Pod:spec.containers[web].env[LOG_FORMAT].value.",
      "Removed on request: Pod:metadata.labels.team and 1 pattern.",
      "Shared by kubespy 0.1.0 at level identities (version 1 of its rules).",
      "Before that: shared at level secrets: 12 values removed (environment variable ×8, ConfigMap data ×3 and JSON Web Token), names kept.",
    ]);
  });

  it("is bounded and printable, whatever a file says", () => {
    const what = "\u202e\n".repeat(2000);
    const many = Array.from({ length: 10_000 }, () => ({ what, values: 5, places: 5 }));
    const kept = many.map(() => what);
    const hostile = { ...secrets, by: what, removed: many, pseudonyms: many, kept, removedOnRequest: kept };
    const lines = [shareSentence(hostile), remainingContent(hostile), ...shareLines({ ...hostile, before: hostile })];
    expect(lines[0]?.length).toBeLessThan(3000);
    expect(lines.join("").length).toBeLessThan(250_000);
    expect(lines.filter((line) => /[\n\u202e]/.test(line))).toEqual([]);
  });
});

describe("what a session may still hold", () => {
  it("is what its level leaves, and what was kept on request", () => {
    expect(remainingContent(secrets)).toBe(
      "names, labels, images, addresses, harmless settings, and texts in which no credential was recognised",
    );
    expect(remainingContent({ ...identities, kept: ["Pod:spec"] })).toMatch(
      /, texts .* neither a credential nor a name was recognised, and what was kept on request$/,
    );
  });

  it("is said of a shared session by its manifest, unless values of Secrets are in clear: a manifest is a claim", () => {
    expect(confidentialContent(headerWith({ shared: secrets }))).toMatch(/^shared at level secrets; may hold names, labels, images/);
    const clear = headerWith({ shared: secrets, secretValues: "clear" });
    expect(confidentialContent(clear)).toBe("values of Secrets, environment variables of containers and ConfigMaps are in clear");
    expect(nextStepBeforeSharing(clear, "kubespy")).toBe(nextStepBeforeSharing(headerWith({}), "kubespy"));
  });

  it("comes with the next command: share, or where that was done, its check", () => {
    expect(nextStepBeforeSharing(headerWith({}), "kubespy")).toBe('"kubespy share SESSION" removes what may be a credential');
    expect(nextStepBeforeSharing(headerWith({ shared: secrets }), "kubespy")).toBe(
      '"kubespy share --check FILE" lists what a file still holds',
    );
  });
});
