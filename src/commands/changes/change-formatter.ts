import type { Change } from "../../diff/diff-objects.js";
import type { OutputStream } from "../../io/streams.js";
import { isKubeEvent } from "../../lifecycle/fields/kube-event.js";
import { Narrator } from "../../lifecycle/narration/narrator.js";
import type { Frame, ObjectFrame } from "../../model/frame.js";
import type { ObjectRef, Uid } from "../../model/kube-object.js";
import type { Revision } from "../../model/revision.js";
import type { TimeBase } from "../../report/replay/recorded-value.js";
import { frameJson } from "../../report/replay/replay-json.js";
import { ReplayText } from "../../report/replay/replay-text.js";
import { changesOf } from "../../report/replay/step-changes.js";
import { jsonLine } from "../../report/terminal/json-line.js";
import type { FrameFormatter } from "../common/frame-formatter.js";
import { renderOptionsOf } from "../common/render-options.js";
import type { ChangeFlags } from "./change-flags.js";

/** Which changes of an object are told: those of its `.status` and stage, or all. */
export type ChangeView = "status" | "changes";

export interface ChangeTellerOptions {
  readonly view: ChangeView;
  readonly flags: ChangeFlags;
  readonly stdout: OutputStream;
  readonly namespaces: boolean;
  readonly base: TimeBase;
  readonly clockOffsetMs: number | undefined;
  /** Whose changes; the rest is not told. */
  readonly isWanted: (ref: ObjectRef) => boolean;
}

/**
 * Tells the changes of single objects as `status` and `changes` do, live or from a session: feed it every frame in sequence. A change that a
 * view does not show (of another field, or mere noise) gives no text.
 */
export class ChangeFormatter implements FrameFormatter {
  readonly #options: ChangeTellerOptions;
  readonly #narrator: Narrator;
  readonly #isJson: boolean;
  readonly #text: ReplayText;
  readonly #last = new Map<Uid, Revision>();

  constructor(options: ChangeTellerOptions) {
    this.#options = options;
    this.#narrator = new Narrator(options.clockOffsetMs);
    this.#isJson = options.flags.output === "json";
    this.#text = new ReplayText({ ...renderOptionsOf(options.stdout), namespaces: options.namespaces, base: options.base });
  }

  format(frame: Frame): string | undefined {
    if (frame.kind === "gap") return this.#isJson ? jsonLine(frameJson(frame)) : withoutNewline(this.#text.gap(frame));
    if (!this.#isWanted(frame)) return undefined;
    const narration = this.#narrator.narrate(frame);
    const changes = this.#changesOf(frame);
    const isNews = frame.type !== "MODIFIED" || narration.from !== undefined || changes.length > 0;
    if (!isNews) return undefined;
    if (this.#isJson) return jsonLine(frameJson(frame, { narration, changes, full: false }));
    return withoutNewline(this.#text.step({ frame, narration, changes }));
  }

  observe(frame: ObjectFrame): void {
    if (!this.#isWanted(frame)) return;
    this.#narrator.observe(frame);
    this.#keep(frame);
  }

  #isWanted({ ref, revision }: ObjectFrame): boolean {
    return this.#options.isWanted(ref) && !isKubeEvent(revision.object);
  }

  /** What is seen for the first time is new in all its fields, also when it was there before. */
  #changesOf(frame: ObjectFrame): readonly Change[] {
    const before = this.#last.get(frame.ref.uid);
    this.#keep(frame);
    const { initial: _initial, ...seen } = frame;
    const changes = changesOf(seen, before?.object, { noise: this.#options.flags.noise === true });
    return this.#options.view === "changes"
      ? changes
      : changes.filter(({ segments: [first] }) => first?.kind === "field" && first.name === "status");
  }

  #keep({ type, ref, revision }: ObjectFrame): void {
    if (type === "DELETED") this.#last.delete(ref.uid);
    else this.#last.set(ref.uid, revision);
  }
}

function withoutNewline(text: string): string {
  return text.replace(/\n$/, "");
}
