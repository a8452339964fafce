/**
 * Label selectors, in the grammar and with the error texts of the API server (`k8s.io/apimachinery/pkg/labels`):
 *
 *   a=b  a==b  a!=b  a in (b,c)  a notin (b,c)  a  !a  a>1  a<1      joined by commas; all must hold
 *
 * `!=` and `notin` hold for objects that lack the label.
 */
type Labels = Readonly<Record<string, string>>;
type LabelPredicate = (labels: Labels) => boolean;

/** The message is the text after "Bad Request" as the server words it; `problem` says the same to a person who typed the selector. */
export class SelectorError extends Error {
  readonly problem: string;

  constructor(message: string, problem = message) {
    super(message);
    this.problem = problem;
  }
}

/** Throws `SelectorError`. An empty selector selects everything. */
export function parseLabelSelector(text: string): LabelPredicate {
  const tokens = new TokenReader(text);
  const requirements: LabelPredicate[] = [];
  while (tokens.peek().kind !== "end") {
    const first = tokens.peek();
    if (first.kind !== "word" && first.text !== "!")
      throw new SelectorError(`found '${first.text}', expected: !, identifier, or 'end of string'`);
    requirements.push(parseRequirement(tokens));
    const separator = tokens.take();
    if (separator.kind === "end") break;
    if (separator.text !== ",") throw new SelectorError(`found '${separator.text}', expected: ',' or 'end of string'`);
    const next = tokens.peek();
    if (next.kind !== "word" && next.text !== "!") throw new SelectorError(`found '${next.text}', expected: identifier after ','`);
  }
  return (labels) => requirements.every((holds) => holds(labels));
}

function parseRequirement(tokens: TokenReader): LabelPredicate {
  const negated = tokens.peek().text === "!";
  if (negated) tokens.take();
  const key = tokens.take();
  if (key.kind !== "word") throw unexpected(key, "identifier");
  requireLabelKey(key.text);
  const next = tokens.peek();
  const alone = next.kind === "end" || next.text === ",";
  if (negated) {
    return (labels) => !Object.hasOwn(labels, key.text);
  }
  return alone ? (labels) => Object.hasOwn(labels, key.text) : parseComparison(key.text, tokens);
}

function parseComparison(key: string, tokens: TokenReader): LabelPredicate {
  const operator = tokens.take();
  const value = (labels: Labels) => (Object.hasOwn(labels, key) ? labels[key] : undefined);
  switch (operator.text) {
    case "=":
    case "==": {
      const wanted = parseExactValue(tokens);
      return (labels) => value(labels) === wanted;
    }
    case "!=": {
      const unwanted = parseExactValue(tokens);
      return (labels) => value(labels) !== unwanted;
    }
    case "in":
    case "notin": {
      const values = parseValues(tokens);
      const within = operator.text === "in";
      return (labels) => values.has(value(labels) ?? null) === within;
    }
    case ">":
    case "<":
      return numberPredicate(operator.text, parseExactValue(tokens), value);
    default:
      throw unexpected(operator, "in, notin, =, ==, !=, gt, lt");
  }
}

function numberPredicate(operator: ">" | "<", text: string, value: (labels: Labels) => string | undefined): LabelPredicate {
  if (!/^[+-]?\d+$/.test(text)) {
    const sent = JSON.stringify(text);
    throw unparsable(
      `values[0][${text}]: Invalid value: ${sent}: for 'Gt', 'Lt' operators, the value must be an integer`,
      `${sent} after ${operator} is not an integer`,
    );
  }
  const bound = BigInt(text.replace("+", ""));
  return (labels) => {
    const own = value(labels) ?? "";
    if (!/^[+-]?\d+$/.test(own)) return false;
    return operator === ">" ? BigInt(own.replace("+", "")) > bound : BigInt(own.replace("+", "")) < bound;
  };
}

function parseExactValue(tokens: TokenReader): string {
  const next = tokens.peek();
  if (next.kind === "end" || next.text === ",") return "";
  const value = tokens.take();
  if (value.kind !== "word") throw unexpected(value, "identifier");
  requireLabelValue(value.text);
  return value.text;
}

/** `(a,b)`; nothing between commas means the empty value, as on the server. */
function parseValues(tokens: TokenReader): Set<string | null> {
  const open = tokens.take();
  if (open.text !== "(") throw unparsable(`found '${open.text}' expected: '('`);
  const values = new Set<string | null>();
  let value = "";
  while (true) {
    const token = tokens.take();
    if (token.kind === "word") {
      requireLabelValue(token.text);
      value = token.text;
      if (tokens.peek().kind === "word") throw unexpected(tokens.peek(), "',' or ')'");
    } else if (token.text === "," || token.text === ")") {
      values.add(value);
      value = "";
      if (token.text === ")") return values;
    } else {
      throw unexpected(token, "',', ')' or identifier");
    }
  }
}

function requireLabelKey(key: string): void {
  if (key.length <= 317 && /^([a-z0-9]([-a-z0-9.]*[a-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/.test(key)) return;
  throw unparsable(
    `<nil>: Invalid value: ${JSON.stringify(key)}: name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')`,
    `${JSON.stringify(key)} is not a label key (at most 63 letters, digits, "-", "_" and ".", after an optional DNS name and a slash)`,
  );
}

function requireLabelValue(value: string): void {
  if (value.length <= 63 && /^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$/.test(value)) return;
  throw unparsable(
    `<nil>: Invalid value: ${JSON.stringify(value)}: a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')`,
    `${JSON.stringify(value)} is not a label value (at most 63 letters, digits, "-", "_" and ".")`,
  );
}

function unexpected(token: Token, expected: string): SelectorError {
  return unparsable(`found '${token.text}', expected: ${expected}`);
}

function unparsable(reason: string, problem = reason): SelectorError {
  return new SelectorError(`unable to parse requirement: ${reason}`, problem);
}

interface Token {
  readonly kind: "word" | "symbol" | "end";
  readonly text: string;
}

/** Words and operators; what neither is (a lone `!` run, `=>`) stays one symbol, so that the error can name it. */
class TokenReader {
  readonly #tokens: readonly Token[];
  #next = 0;

  constructor(text: string) {
    const found = text.match(/==|!=|[=!<>(),]|[^\s=!<>(),]+/g) ?? [];
    this.#tokens = found.map((piece) => ({ kind: /^[=!<>(),]/.test(piece) ? "symbol" : "word", text: piece }));
  }

  peek(): Token {
    return this.#tokens[this.#next] ?? { kind: "end", text: "" };
  }

  take(): Token {
    const token = this.peek();
    this.#next++;
    return token;
  }
}
