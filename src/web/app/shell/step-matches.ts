import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { errorMessage } from "../../../errors.js";
import type { Uid } from "../../../model/kube-object.js";
import type { StepRow } from "../../view/steps/step-requests.js";
import type { PageSession } from "../state/page-session.js";

export interface StepMatches {
  readonly rows: readonly StepRow[];
  /** Up to which step it has searched. */
  readonly upTo: number;
  /** All steps were searched. */
  readonly isEnd: boolean;
  readonly failure?: string;
}

const none: StepMatches = { rows: [], upTo: 0, isEnd: true };
/** Shown; the others are found with the keys for the next match. */
const maxRows = 20;
/** How long typing must pause before steps are searched, ms. */
const pauseMs = 150;

/** The first steps with a text, more as they are found; the last question ends the one before. */
export function useStepMatches(session: PageSession, typed: string, uids: readonly Uid[] | undefined): StepMatches {
  const found = useSignal(none);
  const text = typed.trim();
  useEffect(() => {
    found.value = text === "" ? none : { ...none, isEnd: false };
    if (text === "") return undefined;
    let isCurrent = true;
    const search = async () => {
      let matches: StepMatches = { ...none, isEnd: false };
      while (isCurrent && !matches.isEnd && matches.rows.length < maxRows) {
        const { rows, upTo, isEnd } = await session.worker.ask("search", {
          text,
          fromSequence: matches.upTo + 1,
          most: maxRows - matches.rows.length,
          uids,
        });
        matches = { rows: [...matches.rows, ...rows], upTo, isEnd };
        if (isCurrent) found.value = matches;
      }
    };
    const timer = setTimeout(() => {
      search().catch((error: unknown) => {
        if (isCurrent) found.value = { ...none, failure: errorMessage(error) };
      });
    }, pauseMs);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [session, text, uids, found]);
  return found.value;
}
