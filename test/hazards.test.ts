import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { projectRoot } from "./support/program.js";

/**
 * What ends a program with a stack overflow or a TypeError when a recording, a server or a file holds what nobody expects. Each is refused in all of
 * src/; an exception is listed with the reason why no recorded data can reach it.
 */

const files = readdirSync(join(projectRoot, "src"), { recursive: true, encoding: "utf8" })
  .filter((name) => /\.tsx?$/.test(name))
  .map((name) => join(projectRoot, "src", name));

const sources = files.map((file) => ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true));

function* nodesIn(root: ts.Node): Iterable<ts.Node> {
  const open = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    yield node;
    node.forEachChild((child) => void open.push(child));
  }
}

function textOf(node: ts.Node): string {
  return node.getText().replace(/\s+/g, " ");
}

function inFile(source: ts.SourceFile, text: string): string {
  return `${relative(join(projectRoot, "src"), source.fileName)}: ${text}`;
}

describe("how many arguments a call has is not up to a recording: beyond some hundred thousand the stack overflows", () => {
  it("lists are not spread into arguments, except those written there and the caller's own rest parameter", () => {
    const found = sources.flatMap((source) => [...nodesIn(source)].flatMap((node) => spreadsIn(source, node)));
    expect(found).toEqual([]);
  });

  function spreadsIn(source: ts.SourceFile, node: ts.Node): readonly string[] {
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression) && node.expression.name.text === "apply")
      return [inFile(source, textOf(node))];
    if (!ts.isCallExpression(node) && !ts.isNewExpression(node)) return [];
    const spreads = [...(node.arguments ?? [])].filter(ts.isSpreadElement).filter(({ expression }) => !isFixed(expression, node));
    return spreads.map((spread) => inFile(source, `${textOf(node.expression)}(${textOf(spread)})`)).filter((text) => !fixedLists.has(text));
  }

  /** A list of the program itself. */
  const fixedLists: ReadonlySet<string> = new Set([
    // One of the lists of names in the same file.
    "lifecycle/kinds/custom/place.ts: textAt(...path)",
    "lifecycle/kinds/custom/pause-signals.ts: at(...path)",
    "lifecycle/kinds/custom/pause-signals.ts: textAt(...path)",
    // The caller's rest parameter, or two names.
    "lifecycle/fields/pod-template.ts: itemsAt(...template)",
    "serve/tables/pod-template.ts: itemsAt(...path)",
  ]);

  function isFixed(expression: ts.Expression, at: ts.Node): boolean {
    if (ts.isArrayLiteralExpression(expression)) return !expression.elements.some(ts.isSpreadElement);
    return ts.isIdentifier(expression) && isRestParameter(expression.text, at);
  }

  function isRestParameter(name: string, at: ts.Node): boolean {
    for (let scope = at.parent; scope !== undefined; scope = scope.parent)
      if (ts.isFunctionLike(scope) && scope.parameters.some((each) => each.dotDotDotToken !== undefined && each.name.getText() === name))
        return true;
    return false;
  }
});

describe("how deep values are nested is not up to a recording either", () => {
  it("no function calls itself, except where something bounds the depth", () => {
    const found = sources.flatMap((source) =>
      ofRecordedValues.test(source.fileName) ? cyclesIn(source).map((name) => inFile(source, name)) : [],
    );
    expect(found.toSorted()).toEqual(bounded.map(([name]) => name).toSorted());
  });

  /** Modules that read recorded values after they were parsed. The byte engine bounds its own depth. */
  const ofRecordedValues = /src\/(model|diff|lifecycle|diagnosis|interpret|replay|compare|importing|sharing|report|tui|io)\//;

  const bounded: readonly (readonly [string, string])[] = [
    ["compare/divergence.ts: deepestCause", "levels of owners: maxOwnerDepth"],
    ["compare/match/align-runs.ts: rolesBelow", "maxOwnerDepth"],
    ["compare/match/owner-forest.ts: isBelow", "maxOwnerDepth"],
    ["compare/run/normalise.ts: copy", "maxNormalisedDepth"],
    ["diff/diff-objects.ts: this.#item", "maxDepth"],
    ["diff/diff-objects.ts: this.#items", "maxDepth"],
    ["diff/diff-objects.ts: this.#itemsWithoutNoise", "levels"],
    ["diff/diff-objects.ts: this.#members", "maxDepth"],
    ["diff/diff-objects.ts: this.#value", "maxDepth"],
    ["diff/diff-objects.ts: this.#withoutNoise", "levels"],
    ["diff/json-patch.ts: applyAt", "maxDepth, of the patch"],
    ["diff/json-patch.ts: patchList", "maxDepth, of the patch"],
    ["diff/json-patch.ts: this.#compareLists", "maxDepth"],
    ["diff/json-patch.ts: this.#compareMaps", "maxDepth"],
    ["diff/json-patch.ts: this.compare", "maxDepth"],
    ["diff/value-text.ts: write", "maxDepth"],
    ["io/clock.ts: done", "no recursion: a listener that removes itself"],
    ["io/clock.ts: next", "no recursion: a timer that sets the next one"],
    ["io/duration.ts: formatDuration", "once, for a negative duration"],
    ["io/process-output.ts: settled", "no recursion: a listener that removes itself"],
    ["io/settled-or-aborted.ts: done", "no recursion: a listener that removes itself"],
    ["lifecycle/kinds/custom/field-signals.ts: this.#readList", "maxNesting"],
    ["lifecycle/kinds/custom/field-signals.ts: this.#readObject", "maxNesting"],
    ["lifecycle/kinds/custom/field-signals.ts: this.read", "maxNesting"],
    ["lifecycle/pending/pending-sentence.ts: reasonBelow", "the tree of owners: deepest"],
    ["lifecycle/pending/pending-sentence.ts: reasonsIn", "the tree of owners: deepest"],
    ["report/overview/owner-tree.ts: addBranch", "deepest"],
    ["report/overview/owner-tree.ts: nodeOf", "deepest"],
    ["report/terminal/fold-tree.ts: foldTree", "the tree of owners: deepest"],
    ["report/terminal/fold-tree.ts: urgencyOf", "the tree of owners: deepest"],
    ["report/terminal/yaml.ts: write", "deepest"],
    ["report/terminal/yaml.ts: writeList", "deepest"],
    ["report/terminal/yaml.ts: writeMap", "deepest"],
    ["report/trace/trace-json.ts: nodeJson", "the tree of owners: deepest"],
    ["report/trace/trace-picture.ts: tracedTree", "the tree of owners: deepest"],
    ["report/trace/trace-picture.ts: withoutDuplicates", "the tree of owners: deepest"],
    ["report/trace/trace-picture.ts: wholeOf", "the tree of owners: deepest"],
    ["sharing/command-without-secrets.ts: this.#assigned", "maxAssignments"],
    ["sharing/command-without-secrets.ts: this.#value", "maxAssignments"],
    ["sharing/credentials/detectors.ts: detectedWithin", "maxDecodings"],
    ["sharing/credentials/detectors.ts: judgedRuns", "maxDecodings"],
    ["sharing/encoded-texts.ts: decodedReadings", "the depth that is given: maxReadingDepth"],
    ["sharing/encoded-texts.ts: readingsOf", "the depth that is given: maxReadingDepth"],
    ["sharing/manifest-without-secrets.ts: redactedValue", "maxLevels"],
    ["sharing/pseudonyms/identity-survey.ts: this.#walk", "maxDepth"],
    ["sharing/pseudonyms/identity-survey.ts: this.#within", "maxDepth"],
    ["sharing/redact.ts: clearValuesOf", "maxCopies"],
    ["sharing/redact.ts: this.#annotation", "maxCopies"],
    ["sharing/redact.ts: this.#fields", "maxFieldLevels"],
    ["sharing/redact.ts: this.#learn", "maxCopies"],
    ["sharing/redact.ts: this.#metadata", "maxCopies"],
    ["sharing/redact.ts: this.#secret", "maxCopies"],
    ["sharing/rules/expression/expression-reader.ts: this.#atom", "the length of a pattern: maxLength"],
    ["sharing/rules/expression/expression-reader.ts: this.#group", "maxLength"],
    ["sharing/rules/expression/expression-reader.ts: this.#sequence", "maxLength"],
    ["sharing/rules/expression/expression-reader.ts: this.expression", "maxLength"],
    ["sharing/rules/expression/parse-expression.ts: canBeEmpty", "maxLength"],
    ["sharing/rules/expression/positions.ts: this.#repeat", "maxCharacters"],
    ["sharing/rules/expression/positions.ts: this.build", "maxCharacters"],
    ["sharing/share/map-values.ts: this.#list", "maxDepth"],
    ["sharing/share/map-values.ts: this.#record", "maxDepth"],
    ["sharing/share/map-values.ts: this.value", "maxDepth"],
    ["sharing/share/opaque-data.ts: isOpaque", "maxDepth"],
    ["sharing/share/opaque-data.ts: spansIn", "maxDepth"],
    ["sharing/share/shared-session.ts: this.#part", "how often a recording was cut: maxNesting of partIn"],
    ["sharing/share/shared-session.ts: this.#manifest", "how often a session was shared: maxNesting of its manifest"],
    ["sharing/share/unchanged-parts.ts: sharedList", "maxDepth"],
    ["sharing/share/unchanged-parts.ts: sharedRecord", "maxDepth"],
    ["sharing/share/unchanged-parts.ts: sharedWith", "maxDepth"],
    ["sharing/skeleton/skeleton.ts: this.#condition", "maxDepth"],
    ["sharing/skeleton/skeleton.ts: this.#labels", "maxDepth"],
    ["sharing/skeleton/skeleton.ts: this.#metadata", "maxDepth"],
    ["sharing/skeleton/skeleton.ts: this.#record", "maxDepth"],
    ["sharing/skeleton/skeleton.ts: this.#template", "maxDepth"],
    ["sharing/skeleton/skeleton.ts: this.#value", "maxDepth"],
    ["sharing/skeleton/skeleton.ts: this.fields", "maxDepth"],
    ["tui/picker/picker.ts: this.#lend", "no recursion: when the player opens"],
    ["tui/picker/picker.ts: this.#play", "no recursion: when the player was left"],
    ["tui/picker/picker.ts: this.#run", "no recursion: when the player was left"],
    ["tui/picker/picker.ts: this.dispatch", "no recursion: when the player was left"],
    ["tui/runtime/keyboard.ts: keyNames", "what is left of a read of the keyboard"],
    ["tui/tasks/background-tasks.ts: this.#run", "no recursion: after a task has ended"],
    ["tui/tasks/background-tasks.ts: this.startNeeded", "no recursion: after a task has ended"],
  ];

  /** Functions and methods of a file that reach themselves by calls within it. */
  function cyclesIn(source: ts.SourceFile): readonly string[] {
    const bodies = new Map<string, ts.Node>();
    for (const node of nodesIn(source)) {
      if ((ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node)) && node.name !== undefined && node.body !== undefined)
        bodies.set(ts.isMethodDeclaration(node) ? `this.${node.name.getText()}` : node.name.getText(), node.body);
      if (ts.isVariableDeclaration(node) && node.initializer !== undefined && ts.isArrowFunction(node.initializer))
        bodies.set(node.name.getText(), node.initializer.body);
    }
    const calls = new Map([...bodies].map(([name, body]) => [name, callsIn(body, bodies)]));
    return [...bodies.keys()].filter((name) => reaches(name, name, calls));
  }

  /** Calls, and functions that are passed on to be called. */
  function callsIn(body: ts.Node, known: ReadonlyMap<string, unknown>): ReadonlySet<string> {
    const names = [...nodesIn(body)].flatMap((node) => {
      if (ts.isCallExpression(node)) return [node.expression.getText(), ...node.arguments.filter(ts.isIdentifier).map((each) => each.text)];
      return [];
    });
    return new Set(names.filter((name) => known.has(name)));
  }

  function reaches(from: string, to: string, calls: ReadonlyMap<string, ReadonlySet<string>>): boolean {
    const seen = new Set<string>();
    const open = [...(calls.get(from) ?? [])];
    for (let name = open.pop(); name !== undefined; name = open.pop()) {
      if (name === to) return true;
      if (seen.has(name)) continue;
      seen.add(name);
      for (const next of calls.get(name) ?? []) open.push(next);
    }
    return false;
  }
});

describe('what a value is as text is not up to a recording: `{"toString": 1}` has none', () => {
  it("values of any type are neither passed to String nor put into a template", () => {
    const program = ts.createProgram(files, typeOptions(), host());
    const types = program.getTypeChecker();
    const found = files.flatMap((file) => {
      const source = program.getSourceFile(file);
      if (source === undefined) return [];
      const written = [...nodesIn(source)].flatMap(writtenIn);
      return written
        .filter((expression) => !isThrown(expression) && mayBeAnything(types.getTypeAtLocation(expression)))
        .map((expression) => inFile(source, textOf(expression)));
    });
    expect(new Set(found)).toEqual(known);
    // The compiler reads all of src.
  }, 120_000);

  const known: ReadonlySet<string> = new Set([
    // Neither a map nor a list: those were dealt with before.
    "diff/value-text.ts: value",
    "report/terminal/yaml.ts: value",
    // A text or a number: it was checked before.
    "serve/selection/continue-token.ts: rv",
  ]);

  /** What is made text: by a template, by `String(x)`, or by `xs.map(String)`. */
  function writtenIn(node: ts.Node): readonly ts.Expression[] {
    if (ts.isTemplateSpan(node)) return [node.expression];
    if (!ts.isCallExpression(node)) return [];
    const [first] = node.arguments;
    if (node.expression.getText() === "String" && first !== undefined) return [first];
    return first?.getText() === "String" && ts.isPropertyAccessExpression(node.expression) ? [node.expression.expression] : [];
  }

  /** What was thrown, or the reason of an abort: the program's own, never recorded data. */
  function isThrown(expression: ts.Expression): boolean {
    return (
      /(^|\.)(error|cause|reason)$/.test(expression.getText()) ||
      expression.getText() === "cause.code" ||
      /^cause instanceof Error \?/.test(textOf(expression))
    );
  }

  function mayBeAnything(type: ts.Type): boolean {
    if (type.isUnion()) return type.types.some(mayBeAnything);
    if (type.isIntersection()) return false;
    return (
      (type.flags & (ts.TypeFlags.Unknown | ts.TypeFlags.NonPrimitive)) !== 0 ||
      (ts.TypeFlags.Object === type.flags && type.getProperties().length === 0)
    );
  }

  function typeOptions(): ts.CompilerOptions {
    return {
      target: ts.ScriptTarget.ES2022,
      lib: ["lib.es2023.d.ts"],
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
      strict: true,
      noEmit: true,
      types: [],
      jsx: ts.JsxEmit.ReactJSX,
    };
  }

  /** Without the types of packages, which are most of what a compiler reads: nothing here depends on them. */
  function host(): ts.CompilerHost {
    const plain = ts.createCompilerHost(typeOptions());
    return {
      ...plain,
      resolveModuleNameLiterals: (literals, containing, redirected, options) =>
        literals.map((literal) =>
          literal.text.startsWith(".")
            ? ts.resolveModuleName(literal.text, containing, options, plain, undefined, redirected, ts.ModuleKind.ESNext)
            : { resolvedModule: undefined },
        ),
    };
  }
});
