import { type AnalysisUpdate, applyUpdate } from "../../../interpret/analysis-update.js";
import { AnalysedNarrator, interpretAt } from "../../../interpret/interpret-at.js";
import { asRow } from "../../../interpret/narrated-row.js";
import type { SessionAnalysis } from "../../../interpret/session-analysis.js";
import { type WorldFacts, worldFactsOf } from "../../../interpret/world-facts.js";
import type { Uid } from "../../../model/kube-object.js";
import type { SessionSummary } from "../../../model/session.js";
import { sequenceAt } from "../../../replay/moment.js";
import { stateAt } from "../../../replay/state-at.js";
import { isWanted } from "../../../replay/wanted.js";
import { namesNamespaces, timeBase } from "../../../report/overview/session-display.js";
import { stepDetail } from "./step-detail.js";
import { markdownOfSession, markdownOfStep } from "./step-markdown.js";
import { orUnreadable, StepPasses, type StepSource } from "./step-passes.js";
import { placesOf, stepNear } from "./step-places.js";
import type { StepRequestKind, StepRequests, StepRow, WorldObjectAt } from "./step-requests.js";
import { stepRow, unreadableRow } from "./step-row.js";

export type { StepSource } from "./step-passes.js";

type Answers = { readonly [K in StepRequestKind]: (ask: StepRequests[K]["ask"]) => Promise<StepRequests[K]["answer"]> };

/** What became of a session that is being recorded. */
export interface GrownSession {
  readonly summary: SessionSummary;
  /** The whole, or what changed. */
  readonly analysis: SessionAnalysis | AnalysisUpdate;
}

/** Answers what the page asks about steps of one session. */
export class StepAnswers {
  readonly #source: StepSource;
  #analysis: SessionAnalysis;
  readonly #narrator: AnalysedNarrator;
  readonly #passes: StepPasses;
  readonly #namespaces: boolean;

  constructor(source: StepSource, analysis: SessionAnalysis) {
    this.#source = source;
    this.#analysis = analysis;
    this.#namespaces = namesNamespaces(source.summary);
    this.#narrator = new AnalysedNarrator(source, analysis);
    this.#passes = new StepPasses(source, this.#narrator);
  }

  /** More was recorded. */
  grow({ summary, analysis }: GrownSession): void {
    this.#source.grow?.(summary);
    this.#analysis = "rulesVersion" in analysis ? analysis : applyUpdate(this.#analysis, analysis);
    this.#narrator.analysis = this.#analysis;
  }

  async answer<K extends StepRequestKind>(kind: K, ask: StepRequests[K]["ask"]): Promise<StepRequests[K]["answer"]> {
    return await this.#answers[kind](ask);
  }

  readonly #answers: Answers = {
    rows: async ({ sequences }) => {
      const rows: StepRow[] = [];
      for (const sequence of sequences) {
        const row = await this.#row(sequence);
        if (row !== undefined) rows.push(row);
      }
      return rows;
    },
    places: async ({ sequences }) => await placesOf(this.#source, sequences),
    stepNear: async (ask) => await stepNear(this.#source, ask),
    step: async ({ sequence, noise }) => {
      const step = await interpretAt(this.#source, this.#analysis, sequence);
      const options = { noise, namespaces: this.#namespaces, base: timeBase(this.#source.summary) };
      return step === undefined ? undefined : stepDetail(asRow(step), options);
    },
    sequences: async ({ fromSequence, ...choice }) => this.#passes.sequences(choice, fromSequence),
    seek: async ({ wanted, ...place }) => {
      let found: number | undefined;
      const end = await this.#passes.read(place, async (frame, narrator) => {
        if (await isWanted(frame, wanted, narrator)) found = frame.sequence;
        return found !== undefined;
      });
      return { ...end, ...(found === undefined ? {} : { found }) };
    },
    search: async ({ text, most, fromSequence, uids }) => {
      const rows: StepRow[] = [];
      const wanted = { kind: "text", text } as const;
      const end = await this.#passes.read({ fromSequence, direction: 1, uids }, async (frame, narrator) => {
        if (!(await isWanted(frame, wanted, narrator))) return false;
        const row = await this.#row(frame.sequence);
        return row !== undefined && rows.push(row) >= most;
      });
      return { rows, ...end };
    },
    sequenceAt: async ({ moment, uids }) => {
      const sequence = Math.max(Math.min(1, this.#source.summary.frames), await sequenceAt(this.#source, moment));
      return uids === undefined ? sequence : this.#passes.nearest(sequence, uids);
    },
    world: async ({ sequence }) => {
      const { living, gone } = await stateAt(this.#source, sequence);
      const objects = living.filter(({ isKubeEvent }) => !isKubeEvent);
      const deleted = gone.filter(({ isKubeEvent }) => !isKubeEvent).map(placeOf);
      const [place] = await orUnreadable(
        () => placesOf(this.#source, [sequence]),
        () => [],
      );
      return {
        sequence,
        offsetMs: place?.offsetMs ?? Number.NaN,
        living: objects.map(placeOf),
        deleted,
        kubeEvents: living.length - objects.length,
      };
    },
    worldFacts: async ({ objects }) => {
      const facts: (WorldFacts | undefined)[] = [];
      for (const { uid, sequence } of objects) facts.push(await this.#factsOf(uid, sequence));
      return facts;
    },
    stepMarkdown: async ({ sequence }) => await markdownOfStep(this.#source, this.#analysis, sequence),
    sessionMarkdown: async (texts) => await markdownOfSession(this.#source, texts),
  };

  async #row(sequence: number): Promise<StepRow | undefined> {
    return await orUnreadable(
      async () => {
        const step = await interpretAt(this.#source, this.#analysis, sequence);
        return step === undefined ? undefined : stepRow(asRow(step), this.#namespaces);
      },
      (why) => unreadableRow(sequence, why),
    );
  }

  async #factsOf(uid: Uid, sequence: number): Promise<WorldFacts | undefined> {
    return await orUnreadable(
      async () => {
        const frame = await this.#source.lastFrameOf(uid, sequence);
        return frame === undefined ? undefined : worldFactsOf(frame);
      },
      () => undefined,
    );
  }
}

function placeOf({ ref, sequence }: WorldObjectAt): WorldObjectAt {
  return { ref, sequence };
}
