import type { Change } from "../../diff/diff-objects.js";
import { FrameInterpreter } from "../../interpret/frame-interpreter.js";
import type { InterpretedFrame, InterpretedObject } from "../../interpret/interpreted-frame.js";
import type { MomentFormat } from "../../io/moment-format.js";
import type { OutputStream } from "../../io/streams.js";
import { isKubeEvent } from "../../lifecycle/fields/kube-event.js";
import type { Frame, ObjectFrame } from "../../model/frame.js";
import type { ObjectRef } from "../../model/kube-object.js";
import type { ManagerFilter } from "../../replay/manager-filter.js";
import type { TimeBase } from "../../report/replay/recorded-value.js";
import { frameJson } from "../../report/replay/replay-json.js";
import { ReplayText } from "../../report/replay/replay-text.js";
import { jsonLine } from "../../report/terminal/json-line.js";
import type { FrameFormatter } from "../common/frame-formatter.js";
import { renderOptionsOf } from "../common/render-options.js";
import type { ChangeFlags } from "./change-flags.js";

/** Which changes of an object are shown: those of its `.status` and stage, or all. */
export type ChangeView = "status" | "changes";

interface ChangeFormatterOptions {
  readonly view: ChangeView;
  readonly flags: ChangeFlags;
  readonly stdout: OutputStream;
  readonly namespaces: boolean;
  readonly base: TimeBase;
  readonly moments: MomentFormat;
  readonly clockOffsetMs: number | undefined;
  /** Who made the changes that are shown. Default: anybody. */
  readonly by?: ManagerFilter | undefined;
  /** Whose changes are shown. */
  readonly isWanted: (ref: ObjectRef) => boolean;
}

/**
 * Formats the changes of single objects as `status` and `changes` show them, live or from a session: give it every frame in sequence. A change
 * that a view does not show (of another field, or mere noise) gives no text.
 */
export class ChangeFormatter implements FrameFormatter {
  readonly #options: ChangeFormatterOptions;
  readonly #interpreter: FrameInterpreter;
  readonly #isJson: boolean;
  readonly #text: ReplayText;

  constructor(options: ChangeFormatterOptions) {
    this.#options = options;
    // An object that is seen for the first time is new in all its fields, also when it existed before.
    const changes = { noise: options.flags.noise === true, initial: true };
    this.#interpreter = new FrameInterpreter({ clockOffsetMs: options.clockOffsetMs, changes, findings: false });
    this.#isJson = options.flags.output === "json";
    const { namespaces, base, moments } = options;
    this.#text = new ReplayText({ ...renderOptionsOf(options.stdout), namespaces, base, moments });
  }

  format(frame: Frame): string | undefined {
    if (!this.#isWanted(frame)) {
      if (frame.kind === "object" && this.#options.isWanted(frame.ref)) this.#options.by?.noteOmittedEvent(frame);
      return undefined;
    }
    const interpreted = this.#interpreter.interpret(frame);
    if (this.#options.by?.takes(interpreted) === false) return undefined;
    const shown = interpreted.kind === "gap" ? interpreted : this.#shownOf(interpreted);
    return isShown(shown) ? this.#textOf(shown) : undefined;
  }

  observe(frame: ObjectFrame): void {
    if (this.#isWanted(frame)) this.#interpreter.observe(frame);
  }

  #isWanted(frame: Frame): boolean {
    return frame.kind === "gap" || (this.#options.isWanted(frame.ref) && !isKubeEvent(frame.revision.object));
  }

  /** A copy does not find the managers on first use: only JSON has them. */
  #shownOf(interpreted: InterpretedObject): InterpretedObject {
    return { ...interpreted, changes: this.#changesIn(interpreted), by: this.#isJson ? interpreted.by : [] };
  }

  #changesIn({ changes }: InterpretedObject): readonly Change[] {
    if (this.#options.view === "changes") return changes;
    return changes.filter(({ segments: [first] }) => first?.kind === "field" && first.name === "status");
  }

  #textOf(shown: InterpretedFrame): string {
    return this.#isJson ? jsonLine(frameJson(shown)) : this.#text.step(shown).replace(/\n$/, "");
  }
}

function isShown(shown: InterpretedFrame): boolean {
  return shown.kind === "gap" || shown.frame.type !== "MODIFIED" || shown.narration.from !== undefined || shown.changes.length > 0;
}
