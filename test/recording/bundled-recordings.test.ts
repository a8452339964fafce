import { createHash } from "node:crypto";
import { createReadStream, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openRecording } from "../../src/recording/node/open-recording.js";
import { encodeWatch } from "../../src/recording/write/encode-watch.js";
import { projectRoot } from "../support/program.js";

/** Computed, by another program, from what the API server sent: `sha256` is of the text that `export --as watch` has to give. */
const facts: Readonly<Record<string, { frames: number; objects: number; durationMs: number; sha256: string }>> = {
  "deployment-bad-rollout": {
    frames: 82,
    objects: 27,
    durationMs: 42672.994,
    sha256: "182b0c3df748004eea25895db865056f3d793018f4c5d7252df490f714f1bbb8",
  },
  "deployment-rollout": {
    frames: 140,
    objects: 58,
    durationMs: 14351.275,
    sha256: "76554765d62f7c74d4dae762699a2ab32e4c2779210e397cfc057cb03065265c",
  },
  "job-backoff": {
    frames: 79,
    objects: 28,
    durationMs: 62640.597,
    sha256: "0a93004b1423088c08eeea8069714cd50d3e8c8f8de5caf30f4afdabf98d6c3c",
  },
  "pod-bad-image-tag": {
    frames: 34,
    objects: 11,
    durationMs: 56710.78,
    sha256: "227e3a792185313e503a9712136536e037c0684f61bd3eecb1c548545c012311",
  },
  "pod-crashloop": {
    frames: 40,
    objects: 8,
    durationMs: 78739.251,
    sha256: "caa50803a49592abd2240f902912a3e49e1cdee68e3182ee91a132b1591c84f4",
  },
  "pod-liveness-restart": {
    frames: 36,
    objects: 8,
    durationMs: 38680.435,
    sha256: "c101411aad8157fb774b6c977f37045a28fbfc0f2795977a36f3016c5934f793",
  },
  "pod-missing-configmap-volume": {
    frames: 21,
    objects: 7,
    durationMs: 38533.005,
    sha256: "1b07ec1253b1bd4d44f60404b8c608d3687efe6175159ae57899ce7bc5cf8b6d",
  },
  "pod-missing-pvc": {
    frames: 5,
    objects: 2,
    durationMs: 14719.52,
    sha256: "197429d12483aa89c652cedf4f6657cc5c4ad077ac2fd29fd9a5ad4cdc4dd06d",
  },
  "pod-nginx-1.28": {
    frames: 17,
    objects: 7,
    durationMs: 9607.096,
    sha256: "476875e74dcfe85c7c23fbb7179b8dc5ec9ff936b941839aa44ade2decb86f79",
  },
  "pod-nginx": { frames: 16, objects: 6, durationMs: 9363.029, sha256: "311a604d38bc87c3ecbeff34fd4ee27e96cb51e7442c27e5473b4cb41e53d657" },
  "pod-probes": {
    frames: 127,
    objects: 29,
    durationMs: 76663.324,
    sha256: "167e0932f2ac4cb1f6dc92fe557d4291a1608d361a8bf837eb32edb733d85d0e",
  },
  "pod-restart-policies": {
    frames: 149,
    objects: 34,
    durationMs: 50999.029,
    sha256: "dff99fed5071becf1d44de419cc46a921854ce365049a654f0288ab3beba74bf",
  },
  "pod-restarts": {
    frames: 184,
    objects: 57,
    durationMs: 62643.364,
    sha256: "4132a9198a1e099d8fdbd586f3b67cae96de1be3d3607869063c6c874bdeb797",
  },
  "pod-scheduling": {
    frames: 24,
    objects: 15,
    durationMs: 40258.514,
    sha256: "f85d358f7d300d467db74e02741c7fcacc18ab459b3e6512703dfd4934bafc7e",
  },
  "pod-slow-readiness": {
    frames: 32,
    objects: 8,
    durationMs: 29687.463,
    sha256: "882339a86edbc5539241a7bd7cc4a07c98a403cc851971a14417856a0f304de8",
  },
  "pod-two-containers-one-crashes": {
    frames: 34,
    objects: 10,
    durationMs: 50850.129,
    sha256: "cff603509f1907e0ab6bc97e2663fe81d0cf8790ba8f18c25d96d8fcc6ecbaae",
  },
  "service-clusterip": {
    frames: 55,
    objects: 16,
    durationMs: 27702.975,
    sha256: "f8a2bfc4ae15270933957d7d965aebaf2b608e6ac1d933bee5e98585fa610233",
  },
  "service-loadbalancer-pending": {
    frames: 8,
    objects: 4,
    durationMs: 15718.243,
    sha256: "02aafb461a2ca1a9f96029bb716a49c39be16dac82bf0b3916fea5a6d6fadc38",
  },
};

const folder = join(projectRoot, "recordings");

describe("the bundled recordings", () => {
  it("are all listed in their README", () => {
    const files = readdirSync(folder).filter((file) => file.endsWith(".gz"));
    expect(files.sort()).toEqual(
      Object.keys(facts)
        .map((name) => `${name}.kubespy.gz`)
        .sort(),
    );
    const readme = readFileSync(join(folder, "README.md"), "utf8");
    for (const name of Object.keys(facts)) expect(readme).toContain(`| \`${name}\` |`);
  });

  it.each(Object.entries(facts))("%s holds what the server sent, byte for byte, and a description", async (name, fact) => {
    const recording = await openRecording(createReadStream(join(folder, `${name}.kubespy.gz`)), { name });
    expect(recording.warnings).toEqual([]);
    const { header, ...counts } = recording.summary;
    expect(counts).toMatchObject({
      state: "ended",
      frames: fact.frames,
      objects: fact.objects,
      gaps: 0,
      durationMs: fact.durationMs,
    });
    expect(header).toMatchObject({ name, namespace: "default", server: { version: "v1.36.2" } });
    expect(`${header.title} ${header.description ?? ""}`.length).toBeGreaterThan(25);
    expect(header.targets.length).toBeGreaterThan(0);
    const hash = createHash("sha256");
    for await (const line of encodeWatch(recording)) hash.update(line);
    expect(hash.digest("hex")).toBe(fact.sha256);
    await recording.close();
  });
});
