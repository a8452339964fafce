import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openRecordingFile, previewShare, shareSessions, shareToFile } from "../../../src/index.js";
import { bundled, emptyStore } from "../support.js";

describe("the library's share", () => {
  it("writes a file that says what was removed from it", async () => {
    const { path: cwd } = await emptyStore();
    const session = await bundled("pod-nginx");
    const { size, manifest } = await shareToFile(session, "out.kubespy.gz", { cwd, level: "identities" });
    expect(readFileSync(join(cwd, "out.kubespy.gz")).length).toBe(size);
    const again = await openRecordingFile(join(cwd, "out.kubespy.gz"));
    expect(again.summary.header.shared).toEqual(manifest);
    expect(manifest.level).toBe("identities");
    await again.close();
    await expect(shareToFile(session, "out.kubespy.gz", { cwd })).rejects.toThrow("already exists");
    await expect(shareToFile(session, "out.html", { cwd })).rejects.toThrow("is the name of a page");
  });

  it("writes a page", async () => {
    const { path: cwd } = await emptyStore();
    await shareToFile(await bundled("pod-nginx"), "out.html", { cwd, as: "page" });
    expect(readFileSync(join(cwd, "out.html"), "utf8").slice(0, 15).toLowerCase()).toBe("<!doctype html>");
  });

  it("takes rules as the command does, and refuses those that match nothing", async () => {
    const session = await bundled("pod-nginx");
    const shared = await shareSessions([session], { remove: ["/nginx:[\\d.]+/"] });
    expect(shared.removals).not.toEqual([]);
    expect(shared.manifest.removedOnRequest).toEqual(["1 pattern"]);
    await shared.close();
    await expect(shareSessions([session], { keep: ["Pod:spec.nothing"] })).rejects.toThrow('--keep "Pod:spec.nothing" matches nothing');
    await expect(previewShare([session], { keep: ["a..b"] })).rejects.toThrow("invalid --keep");
    expect(await previewShare([session])).toMatchObject({ level: "secrets", removals: [], pseudonyms: [] });
  });
});
