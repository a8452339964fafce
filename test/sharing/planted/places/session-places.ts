import type { Marker, SessionEnd, SessionHeader } from "../../../../src/model/session.js";
import type { Credential } from "../credential.js";
import type { Random } from "../random.js";
import { sentence } from "../sentences.js";
import { commandPhrase } from "./command-phrases.js";

/** Texts of a session that are in no object. */
export interface SessionTexts {
  readonly header: Partial<SessionHeader>;
  readonly end: SessionEnd;
  readonly markers: readonly Marker[];
  readonly gapReasons: readonly string[];
}

export interface SessionPlace {
  readonly name: string;
  readonly isStructural: boolean;
  phrase(credential: Credential, random: Random): string;
}

export const sessionPlaces = {
  command: { name: "session: command", isStructural: true, phrase: commandPhrase },
  title: { name: "session: title", isStructural: false, phrase: sentence },
  description: { name: "session: description", isStructural: false, phrase: sentence },
  omission: { name: "session: omission", isStructural: false, phrase: sentence },
  marker: { name: "session: marker", isStructural: false, phrase: sentence },
  gap: { name: "session: reason of a gap", isStructural: false, phrase: sentence },
  end: { name: "session: reason of the end", isStructural: false, phrase: sentence },
} satisfies Readonly<Record<string, SessionPlace>>;

export type SessionPhrases = Readonly<Record<keyof typeof sessionPlaces, string>>;

export function sessionTexts({ command, title, description, omission, marker, gap, end }: SessionPhrases): SessionTexts {
  return {
    header: { command: JSON.parse(command) as string[], title, description, omissions: [omission] },
    end: { endedAt: "2026-11-29T10:05:00.000Z", offsetMs: 300_000, outcome: "command", reason: end },
    markers: [{ offsetMs: 1000, text: marker, madeAt: "2026-11-29T10:00:01.000Z" }],
    gapReasons: [gap],
  };
}
