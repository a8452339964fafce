import { basename, resolve } from "node:path";
import { Interrupted, KubespyError, UsageError } from "../../errors.js";
import { inputForm, refusalOf } from "../../importing/form/input-form.js";
import { assertNoAddress } from "../../io/file-path.js";
import { BadLine } from "../../recording/format.js";
import { openRecording } from "../../recording/node/open-recording.js";
import type { SessionStore } from "../../store/session-store.js";
import type { AppContext } from "../app-context.js";
import { databasePath, openStore } from "../open-store.js";
import { recordingsNamed } from "../page/recordings-named.js";
import { bundledRecording } from "../sessions/bundled-recordings.js";
import { chosenIn, isFileReference, openRecordingReference } from "../sessions/open-session.js";
import { AuditMembers } from "./audit-members.js";
import type { AuditSelection } from "./audit-selection.js";
import { ForeignMembers } from "./foreign-members.js";
import type { AuditImportOptions } from "./import-audit.js";
import { importForeign } from "./import-foreign.js";
import { type ImportMember, importMembers, isDirectory, type MemberReader } from "./import-members.js";
import { type Imported, type ImportOptions, importRecording } from "./import-recording.js";
import { pageRecordings } from "./page-recordings.js";
import { RefusedInput } from "./refused-input.js";
import { type SkippedMember, SkippedMembers } from "./skipped-members.js";

export interface ImportReferencesOptions extends Omit<ImportOptions, "store"> {
  /** The database file. Default: by the environment. */
  readonly db?: string | undefined;
  /** Of audit logs only: with it, anything else is refused. */
  readonly selection?: AuditSelection | undefined;
  readonly onProgress?: AuditImportOptions["onProgress"];
}

/**
 * Imports what a user names: files, directories, archives, "-" for the standard input, bundled recordings. Each recording becomes a session of its own;
 * all objects that other inputs hold become one, which comes last. What cannot be read is skipped, with a warning, where there are others. The database
 * is created only for an input that can be read.
 *
 * Rejects with `KubespyError` where nothing can be imported, and after everything else where something that was named cannot.
 */
export async function* importReferences(
  references: readonly string[],
  context: AppContext,
  options: ImportReferencesOptions,
): AsyncGenerator<Imported, void, void> {
  const run = new ReferencesImport(references, context, options);
  try {
    yield* run.sessions();
  } finally {
    await run.close();
  }
}

class ReferencesImport {
  readonly #references: readonly string[];
  readonly #context: AppContext;
  readonly #options: ImportReferencesOptions;
  readonly #skipped: SkippedMembers;
  readonly #audit: AuditMembers;
  readonly #readers: readonly MemberReader<Imported>[];
  #store: SessionStore | undefined;
  #sessions = 0;

  constructor(references: readonly string[], context: AppContext, options: ImportReferencesOptions) {
    this.#references = references;
    this.#context = context;
    this.#options = options;
    this.#skipped = new SkippedMembers(options.onWarning);
    const [only] = references.length === 1 ? references : [];
    const named = only === undefined || only === "-" ? {} : { name: basename(resolve(context.cwd, only)) };
    const onSkipped = (skipped: SkippedMember) => this.#skipped.add(skipped);
    this.#audit = new AuditMembers({ ...options, ...named, store: () => this.#openedStore() });
    this.#readers = [this.#audit, new ForeignMembers({ ...options, ...named, store: () => this.#openedStore(), onSkipped })];
  }

  async *sessions(): AsyncGenerator<Imported, void, void> {
    for (const reference of this.#references) assertNoAddress(reference, "read");
    await this.#requireOneSession();
    for (const reference of this.#references)
      try {
        yield* this.#sessionsOf(reference);
      } catch (error) {
        if (this.#audit.isInterrupted) break;
        if (!this.#isPassable(error)) throw error;
        this.#skipped.addNamed({ name: reference, reason: error.message });
      }
    const readers = this.#audit.isInterrupted ? [this.#audit] : this.#readers;
    for (const reader of readers) for (const imported of await reader.finish()) yield this.#counted(imported);
    this.#skipped.report();
    if (this.#sessions === 0) throw this.#skipped.nothingImported(this.#references);
    this.#skipped.requireNamed();
  }

  async close(): Promise<void> {
    for (const reader of this.#readers) await reader.discard();
    await this.#store?.close();
  }

  async *#sessionsOf(reference: string): AsyncGenerator<Imported, void, void> {
    const bundled = isFileReference(reference, this.#context) ? undefined : bundledRecording(this.#context, reference);
    if (bundled !== undefined || (reference !== "-" && chosenIn(reference, this.#context).choice !== undefined)) {
      this.#requireNoSelection(reference);
      yield await this.#importOpened(await openRecordingReference(bundled ?? reference, this.#context));
      return;
    }
    for await (const member of importMembers(reference, this.#context, (skipped) => this.#skipped.add(skipped)))
      try {
        yield* this.#sessionsIn(member);
      } catch (error) {
        if (!member.isPart || !isExpected(error)) throw error;
        this.#skipped.add({ name: member.name, reason: error instanceof RefusedInput ? error.reason : error.message });
      }
  }

  async *#sessionsIn(member: ImportMember): AsyncGenerator<Imported, void, void> {
    if (this.#audit.accepts(member.beginning)) return await this.#audit.take(member);
    this.#requireNoSelection(member.name, member.isPart);
    const form = inputForm(member.beginning, member.name);
    switch (form.kind) {
      case "recording":
        yield await this.#importRecording(member.bytes, member.name);
        return;
      case "page":
        for await (const { name, bytes } of pageRecordings(member)) yield await this.#importRecording(bytes, name);
        return;
      case "other":
        throw new RefusedInput(member.name, form.refusal);
      default: {
        const reader = this.#readers.find((each) => each.accepts(member.beginning));
        const isAlone = member.isPart !== true && this.#references.length === 1;
        if (isAlone && (reader === undefined || reader instanceof ForeignMembers)) yield await this.#importForeign(member);
        else if (reader === undefined) throw new RefusedInput(member.name, refusalOf(member.beginning, member.name));
        else await reader.take(member);
      }
    }
  }

  /** One input by itself is not held in memory. */
  async #importForeign({ name, bytes, beginning }: ImportMember): Promise<Imported> {
    const store: ImportOptions["store"] = {
      create: async (header, options) => await (await this.#openedStore()).create(header, options),
      has: async (wanted) => await (await this.#openedStore()).has(wanted),
      digestKey: async () => await (await this.#openedStore()).digestKey(),
    };
    return this.#counted(await importForeign(bytes, name, { ...this.#options, store, beginning }));
  }

  async #importRecording(bytes: AsyncIterable<Uint8Array>, name: string): Promise<Imported> {
    return await this.#importOpened(await openRecording(bytes, { name, signal: this.#context.interrupt }));
  }

  async #importOpened(recording: Awaited<ReturnType<typeof openRecording>>): Promise<Imported> {
    try {
      return this.#counted(await importRecording(recording, { ...this.#options, store: await this.#openedStore() }));
    } finally {
      await recording.close();
    }
  }

  #counted(imported: Imported): Imported {
    this.#sessions++;
    return imported;
  }

  /** The first session has the name that was wanted, the next ones that name with a number. */
  async #openedStore(): Promise<ImportOptions["store"]> {
    this.#store ??= await openStore(databasePath(this.#context, this.#options.db), this.#context);
    const store = this.#store;
    const { session } = this.#options;
    if (this.#sessions === 0 || session === undefined) return store;
    return {
      has: async (name) => await store.has(name),
      digestKey: async () => await store.digestKey(),
      create: async (header, options) => {
        let n = 2;
        while (await store.has(numbered(session, n))) n++;
        return await store.create({ ...header, name: numbered(session, n) }, options);
      },
    };
  }

  #requireNoSelection(name: string, isPart = false): void {
    if (this.#options.selection === undefined) return;
    if (isPart) throw new KubespyError("it is no audit log, and -n, --object, --kind, --since and --until choose from these");
    throw new UsageError(`-n, --object, --kind, --since and --until choose from audit logs, and "${name}" is none`, {
      hint: "import all of it; export and report have --object, --kind, --from and --to",
    });
  }

  /** Asked before anything is imported, where that can be known. */
  async #requireOneSession(): Promise<void> {
    if (this.#options.session === undefined) return;
    for (const reference of this.#references) {
      if (reference === "-" || isDirectory(reference, this.#context)) continue;
      const recordings = await recordingsNamed(reference, this.#context);
      if (recordings.length > 1)
        throw new UsageError(`--session names one session, but "${reference}" holds ${recordings.length} recordings`, {
          hint: `name one of them, as "${recordings[1]}", or leave out --session`,
        });
    }
  }

  /** One of several that were named does not end the import of the others. */
  #isPassable(error: unknown): error is Error {
    return this.#references.length > 1 && isExpected(error);
  }
}

function numbered(name: string, n: number): string {
  return `${name.slice(0, 90)}-${n}`;
}

function isExpected(error: unknown): error is Error {
  return (error instanceof KubespyError && !(error instanceof Interrupted) && !(error instanceof UsageError)) || error instanceof BadLine;
}
