import { computed, effect, signal } from "@preact/signals";
import { errorMessage } from "../../../errors.js";
import type { StepDetail } from "../../view/steps/step-requests.js";
import type { PageSession } from "../state/page-session.js";
import { currentSession, noise, position } from "../state/view-state.js";

/** The step at the position, or the one shown before while it is being read; or why it cannot be read, for people. */
interface ShownDetail {
  readonly detail?: StepDetail;
  readonly failure?: string;
}

const shown = signal<ShownDetail>({});

interface Wanted {
  readonly session: PageSession;
  readonly sequence: number;
  readonly noise: boolean;
}

let wanted: Wanted | undefined;
let isReading = false;

/** Who shows a step reads it; nothing is read before the first does. */
export const shownDetail = computed(() => {
  follow();
  return shown.value;
});

let isFollowing = false;

function follow(): void {
  if (isFollowing) return;
  isFollowing = true;
  effect(() => {
    const session = currentSession.value;
    wanted = session === undefined || position.value < 1 ? undefined : { session, sequence: position.value, noise: noise.value };
    void read();
  });
}

/** One at a time: of the steps that are passed meanwhile none is read. */
async function read(): Promise<void> {
  if (isReading) return;
  isReading = true;
  let read: Wanted | undefined;
  while (wanted !== undefined && wanted !== read) {
    read = wanted;
    const { session, ...ask } = read;
    try {
      const detail = await session.worker.ask("step", ask);
      shown.value = detail === undefined ? { failure: `the session has no step ${ask.sequence}` } : { detail };
    } catch (error) {
      shown.value = { failure: errorMessage(error) };
    }
  }
  isReading = false;
}
