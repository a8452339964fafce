import { batch, computed, effect, type ReadonlySignal, signal } from "@preact/signals";
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
    const { uids, meaningfulOnly: isMeaningfulOnly } = choice.value;
    const isAll = uids === undefined && !isMeaningfulOnly;
    return new StepList({
      frames: frames.value,
      known: isAll ? undefined : known.value,
      showsUnknown: uids === undefined,
      position: position.value,
    });
  });
  return { session, list, version, rows };
}

/** Asks which steps belong to the list, piece by piece, from the start again whenever the choice changes. */
function followKnown(
  session: PageSession,
  choice: ReadonlySignal<StepChoice>,
  frames: ReadonlySignal<number>,
  known: { value: KnownSteps; peek(): KnownSteps },
): void {
  const read = async (wanted: StepChoice, isCurrent: () => boolean) => {
    while (isCurrent() && known.peek().upTo < frames.peek()) {
      const { sequences, upTo } = await session.worker.ask("sequences", { ...wanted, fromSequence: known.peek().upTo + 1 });
      if (isCurrent()) known.value = withMoreSteps(known.peek(), sequences, upTo);
    }
  };
  let readFor: StepChoice | undefined;
  effect(() => {
    const wanted = choice.value;
    const hasMore = frames.value > 0;
    let isCurrent = true;
    if (wanted !== readFor) {
      readFor = wanted;
      batch(() => {
        known.value = noKnownSteps;
      });
    }
    // What cannot be read is said by the rows.
    if (hasMore && (wanted.uids !== undefined || wanted.meaningfulOnly)) read(wanted, () => isCurrent).catch(() => {});
    return () => {
      isCurrent = false;
    };
  });
}
