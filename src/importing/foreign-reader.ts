import { JsonSplitError, JsonSplitter, type JsonValue } from "../json/json.js";
import { type ForeignChange, type ForeignList, type ForeignState, NotKubernetes, readForeign } from "./foreign-change.js";
import { Utf8Bytes } from "./utf8-bytes.js";

/** The result of reading a foreign input, beside its changes. */
interface ForeignEnd {
  /** Why and where reading ended early; undefined when all was read. */
  readonly damage?: string;
  readonly warnings: readonly string[];
}

/**
 * Reads what kubectl and the older kubespy write: the output of `kubectl get -o json`, with `-w`, `--output-watch-events` or neither, one object a
 * line or pretty-printed; Lists; an array of objects or watch events. Several kinds and objects may be mixed. In UTF-8 or, with a byte order mark, in UTF-16.
 *
 * Push pieces as they come; each yields the changes that it completes. Never throws: after the first damage (`damaged`) it yields nothing more, and
 * what preceded it is good.
 */
export class ForeignReader {
  readonly #text = new Utf8Bytes();
  readonly #splitter = new JsonSplitter();
  readonly #warnings: string[] = [];
  #damage: string | undefined;

  get damaged(): boolean {
    return this.#damage !== undefined;
  }

  *push(piece: Uint8Array): Generator<ForeignState | ForeignList, void, void> {
    if (this.#damage !== undefined) return;
    const values = this.#splitter.push(this.#text.push(piece));
    for (;;) {
      const value = this.#next(values);
      if (value === undefined) return;
      const change = this.#read(value);
      if (change.kind === "change" || change.kind === "list") yield change;
      if (change.kind === "note") this.#warnings.push(`line ${value.line}: the server reported ${change.text}`);
      // Reading on could find other damage, and report that.
      if (this.damaged) return;
    }
  }

  end(): ForeignEnd {
    if (this.#damage !== undefined) return { damage: this.#damage, warnings: this.#warnings };
    try {
      const { unclosed } = this.#splitter.end();
      return { warnings: [...this.#warnings, ...(unclosed ? ["its array is not closed; it may be cut short"] : [])] };
    } catch (error) {
      return { damage: damageOf(error), warnings: this.#warnings };
    }
  }

  #next(values: Generator<JsonValue, void, void>): JsonValue | undefined {
    try {
      const next = values.next();
      return next.done ? undefined : next.value;
    } catch (error) {
      this.#damage = damageOf(error);
      return undefined;
    }
  }

  #read(value: JsonValue): ForeignChange {
    try {
      return readForeign(value.bytes);
    } catch (error) {
      if (!(error instanceof NotKubernetes)) throw error;
      this.#damage = `line ${value.line} (byte ${value.startByte}): ${error.message}`;
      return { kind: "nothing" };
    }
  }
}

function damageOf(error: unknown): string {
  if (!(error instanceof JsonSplitError)) throw error;
  return `${error.place}: ${error.message}`;
}
