// The samples in the documents: each `console` block begins with a command, and what follows is what it prints. A line `…` stands for lines that are
// left out. `node scripts/console-samples.mjs` runs the commands and writes what they print into the documents, with the same lines left out;
// test/readme.test.ts fails where that would change something.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** The documents that a user reads, relative to the project. */
export function documents() {
  const inDocs = readdirSync(join(root, "docs")).filter((name) => name.endsWith(".md"));
  return ["README.md", ...inDocs.map((name) => `docs/${name}`), "recordings/README.md", "fixtures/README.md"].filter(isThere);
}

function isThere(path) {
  try {
    readFileSync(join(root, path));
    return true;
  } catch {
    return false;
  }
}

/** A command goes on in the next line while a quote is open. */
const block = /^```console\n\$ kubespy ((?:[^"\n]|"[^"]*")+)\n([\s\S]*?)^```$/gm;
const leftOut = "…";

/** The samples of a document: the arguments of `kubespy`, as typed, and the lines that are shown. */
export function samplesIn(text) {
  return [...text.matchAll(block)].map(([, command, shown]) => ({ command, lines: linesOf(shown) }));
}

/** The document with other lines in its samples. `linesFor` gets each sample. */
export function withSamples(text, linesFor) {
  return text.replace(block, (_, command, shown) => {
    const lines = linesFor({ command, lines: linesOf(shown) });
    return `\`\`\`console\n$ kubespy ${command}\n${lines.map((line) => `${line}\n`).join("")}\`\`\``;
  });
}

/** The words of a command as a shell splits it; quotes are double ones. */
export function wordsOf(command) {
  return [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare);
}

function linesOf(text) {
  return text.split("\n").slice(0, -1);
}

/**
 * What a sample shows of this output: of each piece between two `…`, the lines from where its first line is now to where its last line is. Lines that
 * are shown are recognised where they have changed a little. The beginning and the end of the output are shown where the sample shows them.
 */
export function shownOf(sample, output) {
  const pieces = piecesOf(sample);
  const matches = align(
    pieces.flatMap(({ lines }) => lines),
    output,
  );
  const result = [];
  let next = 0;
  let at = 0;
  for (const { lines, isFirst, isLast } of pieces) {
    const found = matches.slice(at, at + lines.length).filter((index) => index !== undefined);
    at += lines.length;
    const from = isFirst ? 0 : found[0];
    const to = isLast ? output.length : found.at(-1) + 1;
    if (from === undefined || Number.isNaN(to)) continue;
    if (from > next) result.push(leftOut);
    result.push(...output.slice(Math.max(from, next), to));
    next = to;
  }
  return next < output.length ? [...result, leftOut] : result;
}

function piecesOf(sample) {
  const pieces = [[]];
  for (const line of sample) {
    if (line === leftOut) pieces.push([]);
    else pieces.at(-1).push(line);
  }
  const last = pieces.length - 1;
  return pieces.map((lines, i) => ({ lines, isFirst: i === 0, isLast: i === last })).filter(({ lines }) => lines.length > 0);
}

/** For each line of the sample, the line of the output that it is, in order; the most alike over all. */
function align(sample, output) {
  const best = Array.from({ length: sample.length + 1 }, () => new Float64Array(output.length + 1));
  for (let i = sample.length - 1; i >= 0; i--)
    for (let j = output.length - 1; j >= 0; j--)
      best[i][j] = Math.max(best[i + 1][j], best[i][j + 1], best[i + 1][j + 1] + likeness(sample[i], output[j]));
  const matches = [];
  for (let i = 0, j = 0; i < sample.length; ) {
    if (j >= output.length || best[i][j] === best[i + 1][j]) {
      matches.push(undefined);
      i++;
    } else if (best[i][j] === best[i][j + 1]) j++;
    else {
      matches.push(j++);
      i++;
    }
  }
  return matches;
}

/** From 0 to 1: the share of words that two lines have in common. With less than half, they are other lines. */
function likeness(a, b) {
  if (a === b) return a === "" ? 0.1 : 1;
  const [left, right] = [a, b].map((line) => new Set(line.split(/[\s━─·!]+/).filter((word) => word !== "")));
  const common = [...left].filter((word) => right.has(word)).length;
  const share = (2 * common) / Math.max(1, left.size + right.size);
  return share < 0.5 ? 0 : share * 0.9;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const path of documents()) {
    const file = join(root, path);
    const before = readFileSync(file, "utf8");
    const after = withSamples(before, ({ command, lines }) => {
      const output = execFileSync(process.execPath, [join(root, "dist", "cli.js"), ...wordsOf(command)], {
        cwd: root,
        encoding: "utf8",
        stdio: "pipe",
      });
      return shownOf(lines, linesOf(`${output.trimEnd()}\n`.replaceAll("\r\n", "\n")));
    });
    if (after === before) continue;
    writeFileSync(file, after);
    console.log(`${path}: samples written`);
  }
}
