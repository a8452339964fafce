import type { Command } from "commander";
import type { Candidate, ClusterCandidates } from "../../app/completion/cluster-candidates.js";
import { type SessionWords, sessionCandidates } from "../../app/completion/session-candidates.js";
import { courseLessons } from "../../app/lesson/lesson-folders.js";
import { withExistingDatabase } from "../../app/open-store.js";
import { bundledNames } from "../../app/sessions/bundled-recordings.js";
import { printable } from "../../io/printable.js";
import { settledOrAborted } from "../../io/settled-or-aborted.js";
import { assertNever } from "../../model/assert-never.js";
import { endStates } from "../../record/until.js";
import { resolveCommand, rootCommandOf } from "../common/command-tree.js";
import type { CommandContext } from "../common/context.js";
import { learnActions } from "../learn/learn-request.js";
import { outcomeFlagWords } from "../ls/list-sessions.js";
import type { TypedLine } from "./typed-line.js";

/** What a word may be, an operand or the value of a flag. */
export type CompletionValues =
  | "sessions"
  | "sql"
  | "recordings"
  | "bundled"
  | "what"
  | "targets"
  | "types"
  | "namespaces"
  | "contexts"
  | "states"
  | "outcomes"
  | "files"
  | "lessons"
  | "commands"
  | SessionWords;

/** Commands that change sessions of the database: no recording can be meant. */
const changingCommands: ReadonlySet<string> = new Set(["rename", "title", "mark", "unmark", "rm"]);

export function isChanging(command: Command): boolean {
  return command.parent?.parent === null && changingCommands.has(command.name());
}

export interface CompletionRequest {
  readonly command: Command;
  readonly line: TypedLine;
  /** What is to be completed, without an open quote. */
  readonly current: string;
  readonly context: CommandContext;
  /** Aborts when the answer comes too late. */
  readonly signal: AbortSignal;
}

/** In place of file names, which the shell completes itself. */
export const files = ":files";

/** The words that these values may be, a line each. */
export async function candidatesFor(values: CompletionValues, request: CompletionRequest): Promise<readonly string[]> {
  const { line, current, context } = request;
  const fromCluster = (read: (cluster: ClusterCandidates) => Promise<readonly (Candidate | string)[]>) =>
    inTime(request, async () => lines(await read(await clusterOf(request))));
  switch (values) {
    case "sessions":
      return isChanging(request.command) ? await changeable(request) : await sessions(request);
    case "sql":
      // With a file of SQL, all operands of `query` are sessions.
      return line.value("--file") === undefined ? [] : await sessions(request);
    case "recordings":
      return [...(await bundled(context)), files];
    case "bundled":
      return await bundled(context);
    case "what":
      if (line.operands.length > 0 || current.includes("/"))
        return [...(await targets(request)), ...(line.operands.length > 0 ? [] : [files])];
      return [...(await sessions(request)), ...(await targets(request))];
    case "targets":
      return await targets(request);
    case "types":
      return await types(request);
    case "namespaces":
      return await fromCluster((cluster) => cluster.namespaces());
    case "contexts":
      return await fromCluster((cluster) => cluster.contexts());
    case "states":
      return [...endStates, ...(await conditions(request))];
    case "outcomes":
      return outcomeFlagWords;
    case "files":
      return [files];
    case "lessons":
      return [...(await lessons(request)), files];
    case "commands":
      return commandsNamed(request);
    case "objects":
      return objectWords(await ofSession("objects", request), current);
    case "kinds":
      return afterComma(await ofSession("kinds", request), current);
    case "managers":
    case "markers":
      return await ofSession(values, request);
    default:
      return assertNever(values);
  }
}

/** For `help`: what may follow the commands that it was given. */
function commandsNamed({ command, line: { operands } }: CompletionRequest): readonly string[] {
  const named = resolveCommand(rootCommandOf(command), operands);
  return named.length === operands.length ? commandsOf(named.command) : [];
}

export function commandsOf(program: Command): readonly string[] {
  return program
    .createHelp()
    .visibleCommands(program)
    .map((command) => described({ word: command.name(), description: command.summary() }));
}

/** Of the session that the line names. */
async function ofSession(part: SessionWords, request: CompletionRequest): Promise<readonly string[]> {
  const [session] = request.line.operands;
  if (session === undefined) return [];
  const { context, line } = request;
  return await inTime(request, async () => lines(await sessionCandidates(part, session, context, line.file("--db"))));
}

/** In lower case where that is how it is typed, and by name alone. */
function objectWords(objects: readonly string[], current: string): readonly string[] {
  if (!/^[a-z]/.test(current)) return objects;
  const both = objects.flatMap((word) => {
    const [kind = "", name = ""] = word.split("/");
    return [`${kind.toLowerCase()}/${name}`, name];
  });
  return [...new Set(both)];
}

/** The last of several: `po,deploy`. */
function afterComma(words: readonly string[], current: string): readonly string[] {
  const head = current.slice(0, current.lastIndexOf(",") + 1);
  const isLower = /^[a-z]/.test(current.slice(head.length) || head);
  return words.map((word) => `${head}${isLower ? word.toLowerCase() : word}`);
}

async function sessions(request: CompletionRequest): Promise<readonly string[]> {
  return [...(await storedNames(request)), "@latest", ...(await bundled(request.context)), files];
}

/** `rm` takes full names only. */
async function changeable(request: CompletionRequest): Promise<readonly string[]> {
  return [...(await storedNames(request)), ...(request.command.name() === "rm" ? [] : ["@latest"])];
}

async function bundled(context: CommandContext): Promise<readonly string[]> {
  return lines((await bundledNames(context)).map((word) => ({ word, description: "bundled recording" })));
}

/** The lessons of the course; for `learn` also what can be done in one. */
async function lessons({ command, context }: CompletionRequest): Promise<readonly string[]> {
  const isLearn = command.name() === "learn";
  const actions = isLearn ? Object.entries(learnActions).map(([word, description]) => ({ word, description })) : [];
  const course = await courseLessons(context);
  return lines([...course.map(({ name, number }) => ({ word: name, description: `lesson ${number} of the course` })), ...actions]);
}

/** Of the database that the line names, else of the default one. A broken database must not disturb the person who types. */
async function storedNames(request: CompletionRequest): Promise<readonly string[]> {
  const { context, line } = request;
  return await inTime(request, () =>
    withExistingDatabase(context, line.file("--db"), "read", async (store) =>
      lines(
        ((await store?.list()) ?? []).map(({ header }) => ({
          word: header.name,
          description: printable(header.title ?? header.targets.join(" "), 60),
        })),
      ),
    ),
  );
}

/** A type, then names of its objects; or TYPE/NAME. */
async function targets(request: CompletionRequest): Promise<readonly string[]> {
  const { current, line } = request;
  const [first, ...others] = line.operands;
  const slash = current.indexOf("/");
  if (slash > 0) return (await namesOf(current.slice(0, slash), request)).map((name) => `${current.slice(0, slash)}/${name}`);
  if (first === undefined) return await types(request);
  return first.includes("/") ? [] : (await namesOf(first, request)).filter((name) => !others.includes(name));
}

async function namesOf(type: string, request: CompletionRequest): Promise<readonly string[]> {
  return await inTime(request, async () => lines(await (await clusterOf(request)).names(type)));
}

async function types(request: CompletionRequest): Promise<readonly string[]> {
  const { commonTypes } = await import("../../app/completion/cluster-candidates.js");
  const found = await inTime(request, async () => lines(await (await clusterOf(request)).types()));
  const head = request.current.slice(0, request.current.lastIndexOf(",") + 1);
  return (found.length > 0 ? found : lines(commonTypes())).map((line) => `${head}${line}`);
}

/** Those of the object that the line names, besides the most common ones. */
async function conditions(request: CompletionRequest): Promise<readonly string[]> {
  const [first = "", second] = request.line.operands;
  const [type = "", name] = first.includes("/") ? first.split("/") : [first, second];
  const own = name === undefined ? [] : await inTime(request, async () => lines(await (await clusterOf(request)).conditions(type, name)));
  return [...new Set([...own, ...commonConditions])].map((condition) => `condition=${condition}`);
}

const commonConditions = ["Ready", "Available", "Progressing", "Complete"];

/** Loads the client of the cluster only where one is asked. */
async function clusterOf({ line, context, signal }: CompletionRequest): Promise<ClusterCandidates> {
  const { ClusterCandidates } = await import("../../app/completion/cluster-candidates.js");
  const choice = { kubeconfig: line.file("--kubeconfig"), context: line.value("--context"), namespace: line.value("--namespace") };
  return new ClusterCandidates(choice, context, signal);
}

/** Nothing where it takes too long, or fails. */
async function inTime({ signal }: CompletionRequest, read: () => Promise<readonly string[]>): Promise<readonly string[]> {
  let found: readonly string[] = [];
  const reading = read().then((each) => {
    found = each;
  });
  await settledOrAborted(reading, signal);
  return found;
}

/** Without words that a shell would take apart or run: they would stand in a command line as they are. */
function lines(found: readonly (Candidate | string)[]): readonly string[] {
  return found
    .map((each) => (typeof each === "string" ? { word: each } : each))
    .filter(({ word }) => plainWord.test(word))
    .map(described);
}

const plainWord = /^[\w@%+:,./][\w@%+:,./=-]*$/;

/** Characters: what has room beside a word. */
const maxDescription = 300;

/** With its description, where it has one. */
export function described({ word, description = "" }: Candidate): string {
  return description === "" ? word : `${word}\t${printable(description.replace(/\s+/g, " "), maxDescription)}`;
}
