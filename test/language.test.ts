import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { projectRoot } from "./support/program.js";

/**
 * Keeps the language of the Kubernetes documentation: phrases and names that a Kubernetes engineer would have to learn first do not come back.
 * Everyday words are not banned, only phrases; comments are read by people.
 */

/** In string literals, templates and JSX of src/, and in titles of tests; as regular expressions, of whole words, in either case. */
const phrases: readonly (readonly [phrase: string, better: string])[] = [
  ["all over", "all resolved"],
  ["and they last", "open"],
  ["and lasts", "is open"],
  ["it lasts", "it is open"],
  ["what ended it", "Resolved:"],
  ["was asked for", "was requested"],
  ["were asked for", "were requested"],
  ["asked for differently", "Spec differences"],
  ["asked for by", "requested by"],
  ["not asked for", "not requested"],
  ["unasked", "without asking"],
  ["seconds of grace", "grace period 3s"],
  ["s of grace", "grace period 3s"],
  ["does not get on", "is stuck"],
  ["do not get on", "are stuck"],
  ["gets on", "makes progress"],
  ["can be had", "roll back: / is available"],
  ["cannot be had", "is not available"],
  ["could not be had", "was not available"],
  ["to be had", "available"],
  ["be had back", "roll back"],
  ["again, the", "(×2)"],
  ["waiting for it to be made", "waiting for svc/web to be created"],
  ["came into sight", "first seen"],
  ["come into sight", "be seen"],
  ["comes into sight", "is first seen"],
  ["in sight", "seen"],
  ["up to date 0", "updated 0→2"],
  ["is no moment", 'invalid --at "2x": use ...'],
  ["is no speed", 'invalid --speed "fast": use ...'],
  ["is no duration", "invalid duration"],
  ["is no number", "is not a number"],
  ["is no whole number", "is not an integer"],
  ["is no label", "is not a label key"],
  ["is no name", "is not a name"],
  ["is no watch event", "is not a watch event"],
  ["is no kubespy", "is not a kubespy recording"],
  ["is none that", "invalid ..."],
  ["contradict each other", "cannot be combined"],
  ["a selector contradict", "cannot be combined"],
  ["is the name right", "check the name"],
  ["there is no terminal to ask on", "cannot prompt without a terminal; pass --yes"],
  ["takes nothing any more", "cannot write to FILE: 256 MiB queued"],
  ["not foreseen", "this is a bug; please report it"],
  ["last words", "last log lines"],
  ["mind the architecture", "a wrong CPU architecture can cause this"],
  // Everyday: "told apart", "was told to end".
  ["(is|are|was|were) told(?! apart| to)", "is shown / is reported"],
  ["no more was told", "no further Events"],
  ["rests between", "is backing off before it retries"],
  ["rest between", "back off before they retry"],
  ["the old ones do not go", "old Pods are not being removed"],
  ["does not say them", "arrival times unknown (imported)"],
  ["a speech of", "an answer of"],
  ["bears", "has"],
  ["stands for", "means"],
  ["stand for", "mean"],
  ["stands in its place", "replaces it"],
  ["stands still", "is paused"],
  ["holds up", "blocks"],
  ["hold it up", "block it"],
  ["held up", "blocked"],
  ["mended", "fixed"],
  ["as it pleases", "in any order"],
  ["in peace", "with exit code 0"],
  ["comes of it", "the result"],
  ["came of it", "the result"],
  ["comes to nothing", "is transient"],
  ["came to nothing", "was transient"],
  ["on its way out", "terminating"],
  ["goes its way", "continues"],
];

/** Names of anything that src/ or test/ declares, and files. A regular expression where there are more like it. */
const identifiers: readonly (readonly [name: string | RegExp, better: string])[] = [
  [/^deeds?(Of)?$/, "step descriptions, describeStep"],
  ["knowledge", "name substitutions"],
  ["parting", "pathDivergence"],
  ["PartedRun", "DivergedRun"],
  [/^(pair)?[tT]wins?$/, "matchInterchangeable"],
  [/^stretches$|^Stretch$/, "stage intervals"],
  [/^wakingOf$|^zeroTimes?$/, "time origin"],
  [/^errands?$|^Errands?$/, "BackgroundTask"],
  ["isCalledFor", "isNeeded"],
  ["Performer", "EffectRunner"],
  [/^[pP]ictureLoop/, "RedrawLoop"],
  [/^[tT]oldRow$/, "NarratedRow"],
  ["toldEvents", "event history"],
  [/^Turns$|^TurnsOfEvents$/, "Yielder, StateNotifier"],
  ["comesTrue", "waitUntil"],
  [/Teller$/, "...Formatter, MilestoneDetector"],
  ["tellsOf", "detects"],
  [/^[sS]uccessor$|^readSuccessor$/, "incremental scan"],
  ["beginningsAhead", "token lookahead"],
  [/^(Outline|OutlinedText|outlined|Places)$/, "TokenOffsets"],
  [/^bears/, "hasVersion"],

  [/^[lL]ightFrames?$/, "stripped frames"],
  ["passing", "reuseBuffers"],
  ["PassingRevisions", "ReusedRevisions"],
  ["Sight", "RuleContext"],
  ["sight", "context"],
  ["Draft", "CandidateFinding"],
  ["Because", "CauseRef"],
  ["cameToNothing", "wasTransient"],
  ["isToldAnew", "hasNewEvidence"],
  ["saidBy", "supersededBy"],
  ["repeatsCause", "CauseRule"],
  ["needsCause", "CauseRule"],
  ["asBadAsCause", "CauseRule"],
  ["madeUpFor", "supersededByOwner"],
  ["misplaced", "misscheduled"],
  ["notBegun", "podNotStarted"],
  ["podEnd", "podDisruption"],
  ["plainKind", "qualifiedKind"],
  ["podAtWork", "isPodActive"],
  ["workloadsBehind", "workloadsForSelector"],
  [/^[fF]orgetful/, "DiscardingStore"],
  [/^lookOn$/, "RenderOptions"],
  [/^FirstContact|^firstContact/, "connectAndList"],
  ["arrivals", "timed chunks"],
  [/^(bury|awaken|keepDormant)$/, "remove, admitDeferred, defer"],
  ["lookBetween", "scanGap"],
  [/^[fF]reeVersions$/, "UnaccountedVersions"],
  [/^[sS]erverReturn$/, "ReconnectSignal"],
  ["spared", "exempt"],
  [/^[aA]waiting$/, "pending"],
  ["Whole", "OwnerTree"],
  [/^[mM]ovingNumbers?$/, "StatusMetric"],
  ["tell", "narrate, notify, write"],
  ["recall", "observe"],
  [/^(most|longest|usualMost)[A-Z]/, "maxX, with its unit"],
  [/^(least|shortest|fewest)[A-Z]/, "minX, with its unit"],
];

/** Fields of `compare -o json`: a contract. */
const contract: ReadonlySet<string> = new Set(["leastMs", "mostMs"]);

/** Exported names that two rooms may both declare, each with its reason. */
const declaredTwice: ReadonlySet<string> = new Set([]);

const folders = ["src", "test"];
const files = folders.flatMap((folder) =>
  readdirSync(join(projectRoot, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => /\.tsx?$/.test(file) && !file.endsWith(".d.ts"))
    .map((file) => join(projectRoot, folder, file)),
);
const sources = files
  .filter((file) => file !== import.meta.filename)
  .map((file) => ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true));
const inProgram = (source: ts.SourceFile) => placeOf(source).startsWith("src/");
const titleCalls = new Set(["it", "test", "describe"]);

describe("the language of Kubernetes", () => {
  it("no text of the program and no title of a test says it in the old dialect", () => {
    const banned = phrases.map(([phrase, better]) => ({ pattern: new RegExp(`(?<!\\w)${phrase}(?!\\w)`, "i"), phrase, better }));
    const found = sources.flatMap((source) =>
      textsOf(source).flatMap(({ text, node }) =>
        banned
          .filter(({ pattern }) => pattern.test(text))
          .map(({ phrase, better }) => `${lineOf(source, node)} "${phrase}" -> ${better}: ${text.trim().slice(0, 100)}`),
      ),
    );
    expect(found).toEqual([]);
  });

  it("no name of the old dialect is declared", () => {
    const found = sources.flatMap((source) =>
      declaredNames(source)
        .filter(({ name }) => !contract.has(name))
        .flatMap(({ name, node }) =>
          identifiers
            .filter(([banned]) => (typeof banned === "string" ? banned === name : banned.test(name)))
            .map(([, better]) => `${lineOf(source, node)} ${name} -> ${better}`),
        ),
    );
    expect(found).toEqual([]);
  });

  it("an exported name is declared once in src/", () => {
    const places = new Map<string, Set<string>>();
    for (const source of sources.filter(inProgram))
      for (const name of exportedNames(source)) places.set(name, (places.get(name) ?? new Set()).add(placeOf(source)));
    const found = [...places]
      .filter(([name, where]) => where.size > 1 && !declaredTwice.has(name))
      .map(([name, where]) => `${name}: ${[...where].sort().join(", ")}`);
    expect(found.sort()).toEqual([]);
  });
});

/** Every text of the program; of a test, the titles alone: what it quotes may be an input. */
function textsOf(source: ts.SourceFile): readonly { readonly text: string; readonly node: ts.Node }[] {
  const texts: { text: string; node: ts.Node }[] = [];
  const visit = (node: ts.Node) => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return;
    if (inProgram(source)) {
      if (ts.isStringLiteralLike(node) || ts.isJsxText(node)) texts.push({ text: node.text, node });
      // The parts between the holes, each hole a word that no phrase has.
      if (ts.isTemplateExpression(node))
        texts.push({ text: [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].join("\u2026"), node });
    } else if (ts.isCallExpression(node) && isTitleCall(node.expression)) {
      const [title] = node.arguments;
      if (title !== undefined && ts.isStringLiteralLike(title)) texts.push({ text: title.text, node: title });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return texts;
}

/** `it(...)`, `it.concurrent.for(...)(...)`, `describe.skipIf(...)(...)`. */
function isTitleCall(callee: ts.Expression): boolean {
  if (ts.isIdentifier(callee)) return titleCalls.has(callee.text);
  if (ts.isPropertyAccessExpression(callee) || ts.isCallExpression(callee)) return isTitleCall(callee.expression);
  return false;
}

function declaredNames(source: ts.SourceFile): readonly { readonly name: string; readonly node: ts.Node }[] {
  const names: { name: string; node: ts.Node }[] = [];
  const visit = (node: ts.Node) => {
    const name = isDeclaration(node) ? node.name : undefined;
    if (name !== undefined && (ts.isIdentifier(name) || ts.isPrivateIdentifier(name)))
      names.push({ name: name.text.replace(/^#/, ""), node: name });
    ts.forEachChild(node, visit);
  };
  visit(source);
  return names;
}

function isDeclaration(node: ts.Node): node is ts.NamedDeclaration {
  return (
    ts.isVariableDeclaration(node) ||
    ts.isFunctionDeclaration(node) ||
    ts.isClassDeclaration(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    ts.isMethodDeclaration(node) ||
    ts.isMethodSignature(node) ||
    ts.isPropertyDeclaration(node) ||
    ts.isPropertySignature(node) ||
    ts.isParameter(node) ||
    ts.isGetAccessor(node) ||
    ts.isBindingElement(node)
  );
}

/** What a file itself declares and exports; what it hands on from another is declared there. */
function exportedNames(source: ts.SourceFile): readonly string[] {
  return source.statements.flatMap((statement) => {
    if (!ts.canHaveModifiers(statement)) return [];
    if (!ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) return [];
    if (ts.isVariableStatement(statement)) return statement.declarationList.declarations.map(({ name }) => name.getText(source));
    const { name } = statement as ts.DeclarationStatement;
    return name === undefined ? [] : [name.getText(source)];
  });
}

function lineOf(source: ts.SourceFile, node: ts.Node): string {
  return `${placeOf(source)}:${source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1}`;
}

function placeOf(source: ts.SourceFile): string {
  return relative(projectRoot, source.fileName);
}
