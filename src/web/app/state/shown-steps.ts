import { computed, effect, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { RowCache } from "../../view/steps/row-cache.js";
import { type KnownSteps, noKnownSteps, StepList, withMoreSteps } from "../../view/steps/step-list.js";
import type { StepChoice, StepRow } from "../../view/steps/step-requests.js";
import type { PageSession } from "./page-session.js";
import { chosenUids, currentSession, meaningfulOnly, position } from "./view-state.js";

/** The steps of one session as the list shows them, and their rows, as they are read. */
export interface ShownSteps {
  readonly session: PageSession;
  readonly list: ReadonlySignal<StepList>;
  /** Counts what has been read: who shows rows reads this, and draws them again. */
  readonly version: ReadonlySignal<number>;
  readonly rows: RowCache;
}

const all = new WeakMap<PageSession, ShownSteps>();

export const currentSteps = computed(() => {
  const session = currentSession.value;
  return session === undefined ? undefined : shownSteps(session);
});

export function shownSteps(session: PageSession): ShownSteps {
  const kept = all.get(session);
  if (kept !== undefined) return kept;
  const made = makeShownSteps(session);
  all.set(session, made);
  return made;
}

/** The row of a sequence of the session shown, as soon as it has been read; undefined when it cannot be. */
export async function readRow(sequence: number): Promise<StepRow | undefined> {
  const steps = currentSteps.value;
  const known = steps?.rows.get(sequence);
  if (known !== undefined || steps === undefined) return known;
  const [row] = await steps.session.worker.ask("rows", { sequences: [sequence] }).catch(() => []);
  return row;
}

function makeShownSteps(session: PageSession): ShownSteps {
  const version = signal(0);
  const changed = () => {
    version.value++;
  };
  const rows = new RowCache({ ask: (sequences) => session.worker.ask("rows", { sequences }), onChange: changed });
  const choice = computed<StepChoice>(() => ({ uids: chosenUids.value, meaningfulOnly: meaningfulOnly.value }));
  const frames = computed(() => session.data.value.summary.frames);
  const known = signal<KnownSteps>(noKnownSteps);
  followKnown(session, choice, frames, known);
  const list = computed(() => {
    return new StepList({
      frames: frames.value,
      known: isOfAll(choice.value) ? undefined : known.value,
      showsUnknown: choice.value.uids === undefined,
      position: position.value,
    });
  });
  return { session, list, version, rows };
}

/** Asks which steps belong to the list, piece by piece; from the start again whenever the choice changes, and further as a recording grows. */
function followKnown(
  session: PageSession,
  choice: ReadonlySignal<StepChoice>,
  frames: ReadonlySignal<number>,
  known: Signal<KnownSteps>,
): void {
  let knownFor: StepChoice | undefined;
  let isReading = false;
  const read = async () => {
    for (;;) {
      const wanted = choice.peek();
      const fromSequence = known.peek().upTo + 1;
      if (isOfAll(wanted) || fromSequence > frames.peek()) return;
      const { sequences, upTo } = await session.worker.ask("sequences", { ...wanted, fromSequence });
      if (wanted !== choice.peek()) continue;
      // The worker may not know of the newest steps yet.
      if (upTo < fromSequence) return;
      known.value = withMoreSteps(known.peek(), sequences, upTo);
    }
  };
  effect(() => {
    const wanted = choice.value;
    // Read, so that this runs again when there are more.
    frames.value;
    if (wanted !== knownFor) known.value = noKnownSteps;
    knownFor = wanted;
    if (isReading) return;
    isReading = true;
    // What cannot be read, the rows say.
    void read()
      .catch(() => {})
      .finally(() => {
        isReading = false;
      });
  });
}

function isOfAll({ uids, meaningfulOnly: isMeaningfulOnly }: StepChoice): boolean {
  return uids === undefined && !isMeaningfulOnly;
}
