import { randomBytes } from "node:crypto";
import { UsageError } from "../../errors.js";
import { plural } from "../../lifecycle/narration/words.js";
import type { ObjectFrame } from "../../model/frame.js";
import type { KubeObject } from "../../model/kube-object.js";
import type { SessionReader } from "../../model/session.js";
import { type RemovedCount, type SessionShare, type ShareLevel, shareLevels } from "../../model/session-share.js";
import { openRecording } from "../../recording/node/open-recording.js";
import { encodeRecording } from "../../recording/write/encode-recording.js";
import { findCredentials } from "../../sharing/credentials/find-credentials.js";
import { Placeholders, shareBatch } from "../../sharing/placeholders.js";
import { structuralPolicy } from "../../sharing/policy/policy.js";
import { IdentitySurvey } from "../../sharing/pseudonyms/identity-survey.js";
import { Pseudonyms } from "../../sharing/pseudonyms/pseudonyms.js";
import { isPublicText, isTellingName } from "../../sharing/pseudonyms/public-words.js";
import { clearValuesOf, holdsSecretValues, redactSecret } from "../../sharing/redact.js";
import { noRules, type ShareRules } from "../../sharing/rules/share-rules.js";
import type { ShareRemoval } from "../../sharing/share/removal-log.js";
import type { PseudonymMap } from "../../sharing/share/share-parts.js";
import { ShareProof } from "../../sharing/share/share-proof.js";
import { ShareSurvey, type SurveyResult } from "../../sharing/share/share-survey.js";
import { RedactedSession, type SharingParts } from "../../sharing/share/shared-session.js";
import { TextRedaction } from "../../sharing/share/text-redaction.js";
import { idOf, UnchangedParts } from "../../sharing/share/unchanged-parts.js";
import { SkeletonSession } from "../../sharing/skeleton/skeleton-session.js";
import { sharedCopy } from "../shared-copy.js";
import { claimsPseudonyms, identitiesUnlikePseudonyms, sessionsWithPseudonyms } from "./pseudonym-claims.js";
import { shareRulesVersion } from "./share-manifest.js";

export interface ShareSessionsOptions {
  /** Default: "secrets". */
  readonly level?: ShareLevel;
  readonly rules?: ShareRules;
  /** For tests: what placeholders and pseudonyms depend on. Default: 32 random bytes, which are forgotten. */
  readonly key?: Uint8Array;
  /** The version of the program, which the manifest names. Default: "library". */
  readonly version?: string;
  readonly onWarning?: (text: string) => void;
  readonly signal?: AbortSignal | undefined;
}

/** What a share takes out, or would. */
export interface ShareExamination {
  /** As wanted, or above, where a session was shared at that before. */
  readonly level: ShareLevel;
  readonly removals: readonly ShareRemoval[];
  /** Identities by what they are, at level "identities" and above. */
  readonly pseudonyms: readonly RemovedCount[];
}

export interface ShareExaminationOfFiles extends ShareExamination {
  /** Of sessions that say that they have pseudonyms: identities that look like none. */
  readonly unlikePseudonyms: readonly RemovedCount[];
}

export interface SharedSessions extends ShareExamination {
  /** In the order of the originals, each read from what is to be written of it, and proven. */
  readonly sessions: readonly SessionReader[];
  readonly manifest: SessionShare;
  /** Searches what else is written (the analysis in a page) as the sessions were. Rejects with `KubespyError` where anything is left in it. */
  prove(texts: Iterable<string>, where: string): Promise<void>;
  close(): Promise<void>;
}

/**
 * Takes out of sessions what their level says, under one key, so that they still compare; then reads what is to be written and searches it.
 * Rejects with `KubespyError` where anything is left that had to go, with `Interrupted` when the signal aborts.
 */
export async function shareSessions(sessions: readonly SessionReader[], options: ShareSessionsOptions = {}): Promise<SharedSessions> {
  const key = options.key ?? randomBytes(32);
  const copies: SessionReader[] = [];
  try {
    for (const session of sessions) copies.push(await withoutStoredPlaceholders(session, key, options));
    return await new Share(copies, await sessionsWithPseudonyms(copies, options), { ...options, key }).run();
  } finally {
    for (const [i, copy] of copies.entries()) if (copy !== sessions[i]) await copy.close();
  }
}

/** Placeholders of `record --redact` depend on the key of the store: two shares of its sessions could be correlated by them. */
async function withoutStoredPlaceholders(
  session: SessionReader,
  key: Uint8Array,
  { signal, onWarning }: ShareSessionsOptions,
): Promise<SessionReader> {
  if (session.summary.header.shared?.whileRecording !== true) return session;
  return await sharedCopy(session, { digestKey: key, ...(signal && { signal }), ...(onWarning && { onWarning }) });
}

/** What `shareSessions` would take out, and what of a file that was shared is still there. Writes nothing. */
export async function examineSessions(
  sessions: readonly SessionReader[],
  options: ShareSessionsOptions = {},
): Promise<ShareExaminationOfFiles> {
  const shared = await sessionsWithPseudonyms(sessions, options);
  const claimed = sessions.filter(({ summary }) => claimsPseudonyms(summary.header.shared));
  const examination = await new Share(sessions, shared, options).examine();
  return { ...examination, unlikePseudonyms: await identitiesUnlikePseudonyms(claimed, options.signal) };
}

/** What both readings share. */
interface Examined extends SurveyResult {
  readonly pseudonyms: PseudonymMap | undefined;
  readonly texts: TextRedaction;
}

class Share {
  readonly #sessions: readonly SessionReader[];
  /** Those that have pseudonyms already. */
  readonly #shared: ReadonlySet<SessionReader>;
  readonly #options: ShareSessionsOptions;
  readonly #key: Uint8Array;
  readonly #level: ShareLevel;
  readonly #rules: ShareRules;
  readonly #placeholders: Placeholders;
  readonly #survey: ShareSurvey;

  constructor(sessions: readonly SessionReader[], shared: ReadonlySet<SessionReader>, options: ShareSessionsOptions) {
    this.#sessions = sessions;
    this.#shared = shared;
    this.#options = options;
    this.#key = options.key ?? randomBytes(32);
    this.#level = levelOf(sessions, shared, options.level);
    this.#rules = options.rules ?? noRules;
    this.#placeholders = new Placeholders(this.#key);
    const parts = { policy: structuralPolicy, rules: this.#rules, placeholders: this.#placeholders, isPublicText };
    this.#survey = new ShareSurvey({ ...parts, removesOpaqueData: this.#givesPseudonyms });
  }

  /** Pseudonyms are not replaced by others: who has both files would otherwise think that they are about different things. */
  get #givesPseudonyms(): boolean {
    return this.#level !== "secrets" && !this.#sessions.every((session) => this.#shared.has(session));
  }

  async examine(): Promise<ShareExamination> {
    const { removals, pseudonyms } = await this.#examined();
    return { level: this.#level, removals, pseudonyms: pseudonyms?.counts() ?? [] };
  }

  async run(): Promise<SharedSessions> {
    const examined = await this.#examined();
    const { removals, texts } = examined;
    const manifest = this.#manifest(examined);
    const parts = {
      key: this.#key,
      policy: structuralPolicy,
      rules: this.#rules,
      placeholders: this.#placeholders,
      texts,
      isHarmless: (value: string) => this.#survey.isHarmless(value),
      manifest,
      isTellingName: this.#givesPseudonyms ? isTellingName : undefined,
    };
    const sessions: SessionReader[] = [];
    const close = async () => {
      for (const session of sessions) await session.close();
    };
    try {
      for (const session of this.#sessions) sessions.push(await this.#written(session, parts));
      await this.#prove(sessions, this.#proof(examined));
    } catch (error) {
      await close();
      throw error;
    }
    const prove = async (others: Iterable<string>, where: string) => {
      const proof = this.#proof(examined);
      for (const text of others) proof.observeText(text, where);
      proof.end(await this.#credentialsIn(proof.texts));
    };
    return {
      level: this.#level,
      sessions,
      removals,
      pseudonyms: manifest.pseudonyms ?? [],
      manifest,
      prove,
      close,
    };
  }

  async #examined(): Promise<Examined> {
    const pseudonyms = await this.#look();
    const credentials = await this.#credentialsIn(this.#survey.texts);
    const result = this.#survey.result(credentials);
    const { values } = result;
    const texts = new TextRedaction({ placeholders: this.#placeholders, credentials, values, rules: this.#rules, pseudonyms });
    return { ...result, pseudonyms, texts };
  }

  #proof({ values, pseudonyms, texts }: Examined): ShareProof {
    const shownNames = new Set([...this.#survey.shownNames].map((name) => texts.text(name)));
    const isHarmless = (value: string) => shownNames.has(value) || structuralPolicy.isHarmless(value);
    const isKept = (value: string) => this.#survey.keptValues.has(value);
    return new ShareProof({ policy: structuralPolicy, rules: this.#rules, values, pseudonyms, isHarmless, isKept });
  }

  /** Reads all sessions once. */
  async #look(): Promise<PseudonymMap | undefined> {
    const identities = this.#givesPseudonyms ? new IdentitySurvey() : undefined;
    const unchanged = new UnchangedParts();
    for (const session of this.#sessions) {
      const { header } = session.summary;
      this.#survey.observeSession(session.summary, await session.markers());
      identities?.observeHeader(header);
      for await (const frame of session.frames()) {
        this.#options.signal?.throwIfAborted();
        if (frame.kind === "gap") {
          this.#survey.observeGap(frame);
          continue;
        }
        const whole = this.#withoutSecretValues(frame);
        const object = unchanged.shared(idOf(frame.ref), whole, frame.revision.text.length);
        identities?.observeObject(object, frame.ref);
        this.#survey.observeObject(object, frame.ref);
        if (frame.actor === undefined) continue;
        this.#survey.observeActor(frame.actor);
        identities?.observeActor(frame.actor);
      }
    }
    return identities === undefined ? undefined : new Pseudonyms(identities.identities(), this.#key);
  }

  #withoutSecretValues({ revision, ref }: ObjectFrame): KubeObject {
    if (!holdsSecretValues(ref)) return revision.object;
    for (const value of clearValuesOf(revision.object)) this.#survey.observeSecretValue(value);
    return redactSecret(revision, this.#key, ref).object;
  }

  async #credentialsIn(texts: Iterable<string>) {
    const { signal } = this.#options;
    return await findCredentials(texts, signal === undefined ? {} : { signal });
  }

  #manifest({ counts, pseudonyms }: Examined): SessionShare {
    const { kept, removedPaths, removedPatterns } = this.#rules;
    const onRequest = [...removedPaths, ...(removedPatterns === 0 ? [] : [plural(removedPatterns, "pattern")])];
    return {
      level: this.#level,
      by: `kubespy ${this.#options.version ?? "library"}`,
      rules: shareRulesVersion,
      batch: shareBatch(this.#key),
      removed: counts,
      ...(pseudonyms === undefined ? {} : { pseudonyms: pseudonyms.counts() }),
      ...(kept.length === 0 ? {} : { kept }),
      ...(onRequest.length === 0 ? {} : { removedOnRequest: onRequest }),
    };
  }

  async #written(session: SessionReader, parts: SharingParts): Promise<SessionReader> {
    const { signal, onWarning } = this.#options;
    const identified = new RedactedSession(session, parts);
    const redacted = this.#level === "skeleton" ? new SkeletonSession(identified, (text) => this.#placeholders.of(text)) : identified;
    const { name } = redacted.summary.header;
    return await openRecording(encodeRecording(redacted, { onWarning }), { name, ...(signal === undefined ? {} : { signal }) });
  }

  async #prove(sessions: readonly SessionReader[], proof: ShareProof): Promise<void> {
    for (const session of sessions) {
      proof.observeSession(session.summary, await session.markers());
      for await (const frame of session.frames()) {
        this.#options.signal?.throwIfAborted();
        if (frame.kind === "gap") proof.observeGap(frame);
        else {
          proof.observeObject(frame.revision.object, frame.ref);
          if (frame.actor !== undefined) proof.observeActor(frame.actor);
        }
      }
    }
    proof.end(await this.#credentialsIn(proof.texts));
  }
}

/** At least what was taken out before stays out. Throws `UsageError` where some sessions have pseudonyms, and others would get some. */
function levelOf(sessions: readonly SessionReader[], shared: ReadonlySet<SessionReader>, wanted: ShareLevel = "secrets"): ShareLevel {
  const before = sessions.map(({ summary }) => summary.header.shared);
  const level = shareLevels.findLast((each) => each === wanted || before.some((share) => share?.level === each)) ?? wanted;
  if (level === "secrets" || shared.size === 0 || shared.size === sessions.length) return level;
  const [first] = shared;
  throw new UsageError(`session ${first?.summary.header.name} was shared before and has pseudonyms; the others have none`, {
    hint: "share the original recordings together",
  });
}
