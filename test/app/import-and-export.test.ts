import { createReadStream, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { exportSession, exportToFile } from "../../src/app/export.js";
import { importInput } from "../../src/app/import/import-input.js";
import { importRecording } from "../../src/app/import/import-recording.js";
import { openRecordingFile } from "../../src/app/open-recording-file.js";
import { collect } from "../support/histories.js";
import { bundled, emptyStore, pieces, recordingFile } from "./support.js";

const bytesOf = async (chunks: AsyncIterable<Uint8Array>) => Buffer.concat(await collect(chunks)).toString();

it("a recording that was imported exports the same bytes", async () => {
  const { store } = await emptyStore();
  const recording = await bundled("pod-nginx");
  const imported = await importRecording(recording, { store, session: "mine" });
  expect(imported).toMatchObject({ session: "mine", frames: recording.summary.frames, times: "recorded", complete: true });
  const session = await store.open("mine");
  expect(await bytesOf(exportSession(session, "watch"))).toBe(await bytesOf(exportSession(recording, "watch")));
  await session.close();
});

it("a name that is taken gets a number, unless it was asked for", async () => {
  const { store } = await emptyStore();
  const recording = await bundled("pod-nginx");
  const names = [await importRecording(recording, { store }), await importRecording(recording, { store })].map(({ session }) => session);
  expect(names).toEqual(["pod-nginx", "pod-nginx-2"]);
  await expect(importRecording(recording, { store, session: "pod-nginx" })).rejects.toThrow("pod-nginx");
});

it("an input is recognised by its content: a compressed recording, or what kubectl wrote", async () => {
  const { store } = await emptyStore();
  const ours = await importInput(createReadStream(recordingFile("pod-nginx")), "a-file", { store });
  expect(ours).toMatchObject({ session: "pod-nginx", times: "recorded" });
  const object = { apiVersion: "v1", kind: "Pod", metadata: { name: "a", uid: "a", resourceVersion: "1" } };
  const kubectls = await importInput(pieces(JSON.stringify({ type: "ADDED", object })), "dir/pods.json", { store });
  expect(kubectls).toEqual({ session: "pods", frames: 1, times: "derived", complete: true });
});

it("a damaged input keeps what precedes the damage, with a warning, as an interrupted session", async () => {
  const { store, path } = await emptyStore();
  const file = join(path, "cut.kubespy.gz");
  writeFileSync(file, readFileSync(recordingFile("pod-nginx")).subarray(0, 2500));
  const recording = await openRecordingFile(file);
  const warnings: string[] = [];
  const imported = await importRecording(recording, { store, onWarning: (text) => void warnings.push(text) });
  expect(imported.complete).toBe(false);
  expect(imported.frames).toBeGreaterThan(0);
  expect(warnings).toEqual([expect.stringContaining("cut.kubespy.gz")]);
  expect((await store.list())[0]?.state).toBe("interrupted");
  await recording.close();
});

it("an import that is stopped rejects and leaves no session", async () => {
  const { store } = await emptyStore();
  const recording = await bundled("pod-nginx");
  await expect(importRecording(recording, { store, signal: AbortSignal.abort(new Error("stop")) })).rejects.toThrow("stop");
  expect(await store.list()).toEqual([]);
});

it("an export writes the whole file or none, and replaces none unless forced", async () => {
  const { path } = await emptyStore();
  const recording = await bundled("pod-nginx");
  const size = await exportToFile(recording, "a.kubespy.gz", { cwd: path });
  expect(readFileSync(join(path, "a.kubespy.gz"))).toHaveLength(size);
  await expect(exportToFile(recording, "a.kubespy.gz", { cwd: path })).rejects.toThrow("already exists");
  expect(await exportToFile(recording, "a.kubespy.gz", { cwd: path, force: true })).toBe(size);
  await expect(exportToFile(recording, "b.gz", { cwd: path, signal: AbortSignal.abort(new Error("stop")) })).rejects.toThrow("stop");
  expect(existsSync(join(path, "b.gz"))).toBe(false);
  expect(readdirSync(path).filter((file) => file.endsWith(".partial"))).toEqual([]);
});
