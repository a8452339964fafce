import { existsSync } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { errorMessage, KubespyError } from "../../errors.js";
import { readRegularFile } from "../../io/input-file.js";
import { makePrivateFolder } from "../../io/make-folder.js";
import { codeOf } from "../../io/system-error.js";
import type { LessonProgress } from "../../lesson/play/lesson-progress.js";
import { defaultDatabasePath } from "../../store/sqlite/database-path.js";
import type { AppContext } from "../app-context.js";
import { writeText } from "../write-file.js";
import { type LearnerProgress, learnerProgressText, parseLearnerProgress } from "./learner-progress.js";

/** Where progress is kept: beside the default database. */
export function progressPath(env: AppContext["env"]): string {
  return join(dirname(defaultDatabasePath({ ...env, KUBESPY_DB: undefined })), "learn.json");
}

/**
 * The file of a learner's progress. A lesson goes on where it cannot be read or written: what then is not kept is noticed once. Rules:
 *
 *  1. A file that is damaged is kept under another name, and a new one is begun.
 *  2. A file of a newer version is not written to.
 *  3. It is read again before each change: another terminal may be in another lesson.
 */
export class ProgressFile {
  readonly path: string;
  readonly #onNotice: (text: string) => void;
  #problem: string | undefined;

  constructor({ env }: Pick<AppContext, "env">, onNotice: (text: string) => void) {
    this.path = progressPath(env);
    this.#onNotice = onNotice;
  }

  /** Why progress cannot be kept; known after `read` or `save`. */
  get problem(): string | undefined {
    return this.#problem;
  }

  async read(): Promise<LearnerProgress> {
    const nothing: LearnerProgress = { lessons: new Map() };
    try {
      const read = parseLearnerProgress(readRegularFile(this.path, { name: `"${this.path}"` }).toString("utf8"));
      if (read === "newer") this.#fail(`"${this.path}" was written by a newer kubespy`);
      else if (read === "damaged") await this.#setAside();
      else return read;
    } catch (error) {
      // A directory of it that is a file cannot be written to: saving says so.
      if (!["ENOENT", "ENOTDIR"].includes(codeOf(error)))
        this.#fail(error instanceof KubespyError ? error.message : `cannot read "${this.path}" (${codeOf(error) || errorMessage(error)})`);
    }
    return nothing;
  }

  /** Keeps the progress of one lesson, which is then the one that was opened last. */
  async save(key: string, progress: LessonProgress): Promise<void> {
    const { lessons } = await this.read();
    if (this.#problem !== undefined) return;
    // The lesson of this key goes to the end: what was not touched for the longest time is dropped first.
    const others = [...lessons].filter(([other]) => other !== key);
    await this.#write({ current: key, lessons: new Map([...others, [key, progress]]) });
  }

  /** Removes the progress of one lesson, or the file. Rejects with `KubespyError` where it cannot be done. */
  async reset(key?: string): Promise<void> {
    if (key === undefined) return await this.#remove();
    const { current, lessons } = await this.read();
    const kept = new Map([...lessons].filter(([other]) => other !== key));
    if (this.#problem === undefined) await this.#write({ ...(current === key ? {} : { current }), lessons: kept });
    if (this.#problem !== undefined)
      throw new KubespyError(`cannot reset the lesson: ${this.#problem}`, { hint: `remove the file by hand: ${this.path}` });
  }

  async #remove(): Promise<void> {
    await rm(this.path, { force: true }).catch((cause: unknown) => {
      throw new KubespyError(`cannot remove "${this.path}" (${codeOf(cause) || errorMessage(cause)})`, {
        hint: "check the permissions of its directory",
        cause,
      });
    });
  }

  async #write(progress: LearnerProgress): Promise<void> {
    try {
      makePrivateFolder(dirname(this.path));
      await writeText(learnerProgressText(progress), this.path, { force: true, private: true });
    } catch (error) {
      this.#fail(error instanceof KubespyError ? error.message : `cannot write "${this.path}" (${codeOf(error) || errorMessage(error)})`);
    }
  }

  async #setAside(): Promise<void> {
    const kept = Array.from({ length: maxSetAside }, (_, i) => `${this.path}.damaged${i === 0 ? "" : `-${i + 1}`}`).find(
      (name) => !existsSync(name),
    );
    const isKept =
      kept !== undefined &&
      (await rename(this.path, kept)
        .then(() => true)
        .catch(() => false));
    if (isKept) this.#onNotice(`the progress file was damaged and is now "${kept}": progress begins anew`);
    else this.#fail(`"${this.path}" is damaged and cannot be renamed`);
  }

  #fail(problem: string): void {
    if (this.#problem === undefined) this.#onNotice(`progress is not kept: ${problem}`);
    this.#problem = problem;
  }
}

/** Files that were damaged, one after the other. */
const maxSetAside = 20;
