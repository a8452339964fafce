import { decodeUtf8, elementSpans, encodeUtf8 } from "../json/json.js";
import { type ForeignList, type ForeignState, NotKubernetes, readForeign } from "./foreign-change.js";
import { DocumentSplitter, type TextDocument } from "./text/document-splitter.js";
import { Utf8Bytes } from "./utf8-bytes.js";
import { YamlProblem, yamlToJson } from "./yaml/yaml-to-json.js";

/** The result of reading a foreign input, beside its changes. */
interface ForeignEnd {
  /** Where the input is cut short; undefined when it ended with a document. */
  readonly damage?: string;
  /** What was skipped and lost, one line each. */
  readonly warnings: readonly string[];
  /** What a session of this input lacks. */
  readonly omissions: readonly string[];
  /** The first document that could not be read. */
  readonly firstProblem?: string;
}

/**
 * Reads what kubectl and the older kubespy write: the output of `kubectl get -o json` or `-o yaml`, with `-w`, `--output-watch-events` or neither, one
 * object a line or pretty-printed; Lists; an array of objects or watch events. Several kinds and objects may be mixed, and lines of other programs may
 * be among them: see `DocumentSplitter`. In UTF-8 or, with a byte order mark, in UTF-16.
 *
 * Push pieces as they come; each yields the changes that it completes, `finish` the last ones. Never throws: what cannot be read is left out, and
 * `end` says what.
 */
export class ForeignReader {
  readonly #text = new Utf8Bytes();
  readonly #splitter = new DocumentSplitter();

  async *push(piece: Uint8Array): AsyncGenerator<ForeignState | ForeignList, void, void> {
    yield* this.#changesOf(this.#splitter.push(this.#text.push(piece)));
  }

  /** A document in YAML may have ended: see `settle`. */
  get isUnsettled(): boolean {
    return this.#splitter.isUnsettled;
  }

  /** The change in a document of YAML whose end is not certain: call it where nothing more came for a while. */
  async *settle(): AsyncGenerator<ForeignState | ForeignList, void, void> {
    yield* this.#changesOf(this.#splitter.settle());
  }

  /** The input has ended: the changes that this completes. */
  async *finish(): AsyncGenerator<ForeignState | ForeignList, void, void> {
    yield* this.#changesOf(this.#splitter.push(this.#text.end()));
    yield* this.#changesOf(this.#splitter.end());
  }

  /** After `finish`. */
  end(): ForeignEnd {
    const { report, cut, isArrayOpen, isLineOpen } = this.#splitter;
    const { warnings, omissions, firstProblem } = report;
    const unclosed = isArrayOpen && cut === undefined ? ["its array is not closed; it may be cut short"] : [];
    const openLine = isLineOpen ? ["its last line has no end; it may be cut short"] : [];
    return {
      ...(cut === undefined ? {} : { damage: `line ${cut.line} (byte ${cut.startByte}): ${cut.reason}` }),
      warnings: [...warnings, ...unclosed, ...openLine],
      omissions,
      ...(firstProblem === undefined ? {} : { firstProblem }),
    };
  }

  async *#changesOf(documents: Iterable<TextDocument>): AsyncGenerator<ForeignState | ForeignList, void, void> {
    for (const document of documents)
      for (const bytes of document.format === "json" ? [document.bytes] : await this.#converted(document))
        yield* this.#read(document, bytes);
  }

  *#read(document: TextDocument, bytes: Uint8Array): Generator<ForeignState | ForeignList, void, void> {
    const { report } = this.#splitter;
    try {
      const change = readForeign(bytes);
      if (change.kind === "change" || change.kind === "list") yield change;
      if (change.kind === "note") report.notes.add(`line ${document.line}: the server reported ${change.text}`);
    } catch (error) {
      if (!(error instanceof NotKubernetes)) throw error;
      if (error.isJson) report.addOther(document.line, error.message);
      else this.#leaveOut(document, error.message);
    }
  }

  /** A document of YAML in JSON; the items of a list each by itself. */
  async #converted(document: TextDocument): Promise<readonly Uint8Array[]> {
    try {
      const texts = await yamlToJson(decodeUtf8(document.bytes));
      this.#splitter.report.hasYaml ||= texts.length > 0;
      return texts.map((text) => encodeUtf8(text)).flatMap(itemsOf);
    } catch (error) {
      if (!(error instanceof YamlProblem)) throw error;
      const where = error.line === undefined || error.line === 1 ? "" : ` in line ${document.line + error.line - 1}`;
      this.#leaveOut(document, `its YAML cannot be read${where}: ${error.message}`);
      return [];
    }
  }

  /** What does not seem to be an object is a line of a log that has braces, or a colon. */
  #leaveOut({ bytes, startByte, line }: TextDocument, reason: string): void {
    const { report } = this.#splitter;
    const text = decodeUtf8(bytes);
    const lines = text.trimEnd().split("\n").length;
    if (/\b(kind|apiVersion|object)\b/.test(text)) report.addLoss({ startByte, line, lines, reason });
    else for (let i = 0; i < lines; i++) report.lines.add(line + i);
  }
}

/** Of an array its elements. */
function itemsOf(bytes: Uint8Array): readonly Uint8Array[] {
  return bytes[0] === openBracket ? elementSpans(bytes, 0).map(({ start, end }) => bytes.subarray(start, end)) : [bytes];
}

const openBracket = 0x5b;
