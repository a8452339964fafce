import { describe, expect, it } from "vitest";
import { Episode } from "../../src/diagnosis/engine/episode.js";
import type { DiagnosisRule, Symptom } from "../../src/diagnosis/engine/symptom.js";
import { refOf } from "../../src/model/kube-object.js";
import { thing } from "./timed-objects.js";

const object = thing("v1", "Service", "web");
const rule: DiagnosisRule = { kinds: ["Service"], symptoms: () => [] };
const minuteMs = 60_000;

/** An episode that its rule reports in frame 1, at the start of the session. */
function episodeOf(timing: Pick<Symptom, "starts" | "ends">): Episode {
  const symptom: Symptom = { class: "NoEndpoints", severity: "warning", message: "no Pods", advice: [], ...timing };
  const episode = new Episode(refOf(object), rule, symptom, object, { sequence: 1, offsetMs: 0 });
  episode.extend(symptom, [1], 0);
  return episode;
}
const ended = { text: "Pods exist" };
const at = (offsetMs: number) => ({ sequence: 2, offsetMs });

describe("the state of an episode", () => {
  it("is active while its rule reports it, and resolved when it no longer does", () => {
    const episode = episodeOf({});
    expect(episode.state(minuteMs)).toBe("active");
    episode.end(ended, at(minuteMs));
    expect(episode.state(minuteMs)).toBe("resolved");
  });

  it("is settling until it has not returned for long enough", () => {
    const episode = episodeOf({ ends: { kind: "settled", afterMs: minuteMs } });
    episode.end(ended, at(0));
    expect(episode.state(minuteMs - 1)).toBe("settling");
    expect(episode.state(minuteMs)).toBe("resolved");
  });

  it("is resolved at once by a final resolution", () => {
    const episode = episodeOf({ ends: { kind: "settled", afterMs: minuteMs } });
    episode.end({ ...ended, isFinal: true }, at(1));
    expect(episode.state(1)).toBe("resolved");
    expect(episode.isClosed(1)).toBe(true);
  });

  it("is quiet when no Event has come for long enough, although its rule reports it", () => {
    const episode = episodeOf({ ends: { kind: "quiet", afterMs: minuteMs } });
    expect(episode.state(minuteMs - 1)).toBe("active");
    expect(episode.state(minuteMs)).toBe("quiet");
    expect(episode.finding(minuteMs)).toMatchObject({ resolved: true, resolution: "No further Events." });
  });
});

describe("an episode that is over as long as it shows", () => {
  const over: Pick<Symptom, "ends"> = { ends: { kind: "over", because: "the work succeeded all the same" } };

  it("is resolved at once, and never a new one however late it is reported again", () => {
    const episode = episodeOf(over);
    expect(episode.finding(0)).toMatchObject({ resolved: true, durationMs: 0, resolution: "The work succeeded all the same." });
    expect(episode.isClosed(60 * minuteMs)).toBe(false);
    episode.extend(episode.symptom, [9], 60 * minuteMs);
    expect(episode.finding(60 * minuteMs)).toMatchObject({ resolved: true, durationMs: 0 });
  });

  it("lasted until then, where it was open before", () => {
    const episode = episodeOf({});
    episode.extend({ ...episode.symptom, ...over }, [2], minuteMs);
    expect(episode.finding(2 * minuteMs)).toMatchObject({ resolved: true, durationMs: minuteMs });
  });
});

describe("an episode is a finding", () => {
  it("once its delay has passed", () => {
    const episode = episodeOf({ starts: { kind: "delayed", afterMs: minuteMs } });
    expect(episode.finding(minuteMs - 1)).toBeUndefined();
    expect(episode.finding(minuteMs)).toMatchObject({ severity: "warning" });
  });

  it("of severity info until it has lasted long enough", () => {
    const episode = episodeOf({ starts: { kind: "immediate", infoForMs: minuteMs } });
    expect(episode.finding(1)).toMatchObject({ severity: "info" });
    expect(episode.finding(minuteMs)).toMatchObject({ severity: "warning" });
  });

  it("unless it recovered while it could be transient; a deletion is no recovery", () => {
    const timing: Pick<Symptom, "starts"> = { starts: { kind: "transient", withinMs: minuteMs } };
    const [recovered, deleted] = [episodeOf(timing), episodeOf(timing)];
    expect(recovered.finding(1)).toBeDefined();
    expect(recovered.finding(1, true)).toBeUndefined();
    recovered.end({ ...ended, isFinal: true }, at(1));
    expect(recovered.wasTransient(1)).toBe(true);
    deleted.end({ text: "the Service was deleted", isFinal: true, withoutRecovery: true }, at(1));
    expect(deleted.finding(1)).toMatchObject({ durationMs: 1, resolved: true });
  });
});
