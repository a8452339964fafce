import type { ForeignList, ForeignState } from "../../importing/foreign-change.js";
import { inputForm, mayHoldObjects, refusalOf } from "../../importing/form/input-form.js";
import { MergedHistory } from "../../importing/merged-history.js";
import { formatBytes } from "../../io/bytes.js";
import { systemClock } from "../../io/clock.js";
import { redactSecret } from "../../sharing/redact.js";
import { ForeignSession } from "./foreign-session.js";
import { readForeignInput } from "./import-foreign.js";
import type { ImportMember, MemberReader } from "./import-members.js";
import type { Imported, ImportOptions } from "./import-recording.js";
import type { SkippedMember } from "./skipped-members.js";

/** Objects are held in memory until all are known: their files are in no order of time. */
const maxHeldBytes = 512 * 1024 * 1024;

interface ForeignMembersOptions extends Omit<ImportOptions, "store"> {
  /** What the session is named after. Default: the first member. */
  readonly name?: string;
  /** Opens the store: called where there is something to keep. */
  readonly store: () => Promise<ImportOptions["store"]>;
  readonly onSkipped: (skipped: SkippedMember) => void;
}

/** Makes one session of all inputs of an import that hold objects, as the files of a cluster dump do. */
export class ForeignMembers implements MemberReader<Imported> {
  readonly #options: ForeignMembersOptions;
  readonly #history: MergedHistory;
  readonly #omissions = new Set<string>();
  #name: string | undefined;
  #heldBytes = 0;
  #isComplete = true;

  constructor(options: ForeignMembersOptions) {
    this.#options = options;
    this.#name = options.name;
    this.#history = new MergedHistory((options.clock ?? systemClock).wallMs());
  }

  accepts(beginning: Uint8Array): boolean {
    return inputForm(beginning, "").kind === "documents" && mayHoldObjects(beginning);
  }

  async take(member: ImportMember): Promise<void> {
    const { onSkipped } = this.#options;
    const { name } = member;
    if (this.#heldBytes >= maxHeldBytes)
      return onSkipped({ name, reason: `more than ${formatBytes(maxHeldBytes)} of objects come before it` });
    const changes: (ForeignState | ForeignList)[] = [];
    const { damage, omissions, firstProblem } = await readForeignInput(this.#withinLimit(member), name, this.#options, async (change) => {
      changes.push(withoutParsed(change));
      this.#heldBytes += sizeOf(change);
    });
    if (damage !== undefined) {
      this.#isComplete = false;
      this.#options.onWarning?.(`${name}: ${damage}; everything before it is kept`);
    }
    for (const omission of omissions) this.#omissions.add(omission.startsWith("damaged parts") ? `${omission} (${name})` : omission);
    if (changes.length === 0) return onSkipped({ name, reason: firstProblem ?? `it is ${refusalOf(member.beginning, name).what}` });
    this.#name ??= name;
    this.#history.add(changes);
  }

  async finish(): Promise<readonly Imported[]> {
    const { store, signal, onSkipped: _, ...options } = this.#options;
    if (this.#name === undefined || this.#heldBytes === 0) return [];
    const opened = await store();
    const key = await opened.digestKey();
    const session = new ForeignSession(this.#name, { ...options, store: opened }, () => this.#history.startedAt);
    try {
      for (const frame of this.#history.frames()) {
        signal?.throwIfAborted();
        await session.append(frame.kind === "gap" ? frame : { ...frame, revision: redactSecret(frame.revision, key) });
      }
      const imported = await session.finish({ complete: this.#isComplete, omissions: [...this.#omissions] });
      return imported === undefined ? [] : [imported];
    } catch (error) {
      await session.discard();
      throw error;
    }
  }

  async discard(): Promise<void> {
    this.#heldBytes = 0;
  }

  async *#withinLimit({ name, bytes }: ImportMember): AsyncGenerator<Uint8Array> {
    for await (const piece of bytes) {
      yield piece;
      if (this.#heldBytes < maxHeldBytes) continue;
      this.#isComplete = false;
      this.#options.onSkipped({
        name,
        reason: `it and what precedes it hold more than ${formatBytes(maxHeldBytes)} of objects; its rest was not read`,
      });
      return;
    }
  }
}

/** As short in memory as it can be kept. */
function withoutParsed(change: ForeignState | ForeignList): ForeignState | ForeignList {
  if (change.kind === "change") return { ...change, revision: change.revision.withoutParsed };
  return { ...change, items: change.items.map((revision) => revision.withoutParsed) };
}

function sizeOf(change: ForeignState | ForeignList): number {
  if (change.kind === "change") return change.revision.bytes.length;
  return change.items.reduce((sum, { bytes }) => sum + bytes.length, 0);
}
