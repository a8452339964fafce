import { randomBytes } from "node:crypto";
import type { SessionReader } from "../../model/session.js";
import type { RemovedCount, SessionShare } from "../../model/session-share.js";
import { IdentitySurvey } from "../../sharing/pseudonyms/identity-survey.js";
import { isAddressPseudonym, looksLikePseudonym } from "../../sharing/pseudonyms/looks-like-pseudonym.js";
import { Pseudonyms } from "../../sharing/pseudonyms/pseudonyms.js";
import { addressesIn, uidsIn } from "../../sharing/pseudonyms/structured-texts.js";

interface ClaimOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onWarning?: (text: string) => void;
}

/** Whether a file says that names in it are pseudonyms. Anybody can write that into a file. */
export function claimsPseudonyms(share: SessionShare | undefined): boolean {
  return share !== undefined && share.level !== "secrets";
}

/**
 * The sessions that have pseudonyms already, so that a share gives them no others. Their manifests say it, and every uid and every address must look like
 * one that a share gives; a session where one does not is treated as one that was never shared, with a warning.
 */
export async function sessionsWithPseudonyms(
  sessions: readonly SessionReader[],
  { signal, onWarning }: ClaimOptions,
): Promise<ReadonlySet<SessionReader>> {
  const shared = new Set<SessionReader>();
  for (const session of sessions) {
    const { header } = session.summary;
    if (!claimsPseudonyms(header.shared)) continue;
    const contradiction = await contradictionIn(session, signal);
    if (contradiction === undefined) shared.add(session);
    else
      onWarning?.(
        `${header.name} says that it was shared at level ${header.shared?.level}, but ${contradiction}; it is shared as one that was not`,
      );
  }
  return shared;
}

/** Identities in sessions with pseudonyms that look like none, by what they are; most frequent first. Names of public words are none. */
export async function identitiesUnlikePseudonyms(
  sessions: readonly SessionReader[],
  signal: AbortSignal | undefined,
): Promise<readonly RemovedCount[]> {
  if (sessions.length === 0) return [];
  const survey = new IdentitySurvey();
  for (const session of sessions) {
    survey.observeHeader(session.summary.header);
    for await (const frame of session.frames()) {
      signal?.throwIfAborted();
      if (frame.kind !== "gap") survey.observeObject(frame.revision.object, frame.ref);
    }
  }
  const identities = survey.identities();
  const { names, uids, addresses, domains } = identities;
  const pseudonyms = new Pseudonyms(identities, randomBytes(32));
  const counts = new Map<string, { values: number; places: number }>();
  const count = (what: string, text: string, places: number) => {
    if (looksLikePseudonym(text) || isAddressPseudonym(text) || pseudonyms.identityIn(text) === undefined) return;
    const known = counts.get(what) ?? { values: 0, places: 0 };
    counts.set(what, { values: known.values + 1, places: known.places + places });
  };
  for (const [name, { what, places }] of names) count(what, name, places);
  for (const uid of uids) count("uid", uid, 1);
  for (const address of addresses) count("IP address", address, 1);
  for (const domain of domains) count("host or domain", domain, 1);
  return [...counts].map(([what, each]) => ({ what, ...each })).sort((a, b) => b.places - a.places || (a.what < b.what ? -1 : 1));
}

async function contradictionIn(session: SessionReader, signal: AbortSignal | undefined): Promise<string | undefined> {
  for await (const frame of session.frames()) {
    signal?.throwIfAborted();
    if (frame.kind === "gap") continue;
    const { text } = frame.revision;
    if (uidsIn(frame.ref.uid).length > 0 && !looksLikePseudonym(frame.ref.uid)) return "the uids of its objects are not pseudonyms";
    if (uidsIn(text).some((uid) => !looksLikePseudonym(uid) && !/^[0-]+$/.test(uid))) return "it holds uids that are not pseudonyms";
    // Within a longer text it may be a version or a tag.
    if (addressesIn(text).some((each) => !isAddressPseudonym(each) && text.includes(`"${each}"`)))
      return "it holds addresses that are not pseudonyms";
  }
  return undefined;
}
