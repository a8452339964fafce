import type { LiveRedaction } from "../../sharing/share/live-redaction.js";

/** What redacts objects while they are recorded, with this key. Loads the detectors, which no other recording needs. */
export async function loadLiveRedaction(key: Uint8Array): Promise<LiveRedaction> {
  const [{ LiveRedaction: Loaded }, { structuralPolicy }, { findCredentials }, { isPublicText }] = await Promise.all([
    import("../../sharing/share/live-redaction.js"),
    import("../../sharing/policy/policy.js"),
    import("../../sharing/credentials/find-credentials.js"),
    import("../../sharing/pseudonyms/public-words.js"),
  ]);
  return new Loaded({ key, policy: structuralPolicy, isPublicText, findCredentials: (texts) => findCredentials(texts) });
}
