import { greatest } from "../../model/extremes.js";
import { paintWith } from "../terminal/paint.js";
import { padEnd, widthOf, wrap } from "../terminal/width.js";

interface DocumentedTable {
  readonly name: string;
  readonly about: string;
  readonly columns: readonly { readonly name: string; readonly type: string; readonly about: string }[];
}

/** The tables of a query with their columns, a line each, in so many columns of a terminal. */
export function queryTablesText(tables: readonly DocumentedTable[], { colour, columns }: { colour: boolean; columns: number }): string {
  const paint = paintWith(colour);
  const all = tables.flatMap((table) => table.columns);
  const nameWidth = greatest(all.map(({ name }) => widthOf(name)));
  const typeWidth = greatest(all.map(({ type }) => widthOf(type)));
  const indent = 2 + nameWidth + 2 + typeWidth + 2;
  const blocks = tables.map(({ name, about, columns: of }) => {
    const head = wrap(`${name}: ${about}`, columns).map((line, i) => (i === 0 ? line.replace(name, () => paint.bold(name)) : line));
    const lines = of.flatMap((column) =>
      wrap(column.about, columns - indent).map((text, i) =>
        i === 0
          ? `  ${padEnd(column.name, nameWidth)}  ${paint.dim(padEnd(column.type, typeWidth))}  ${text}`
          : `${" ".repeat(indent)}${text}`,
      ),
    );
    return [...head, ...lines].join("\n");
  });
  return `${blocks.join("\n\n")}\n`;
}
