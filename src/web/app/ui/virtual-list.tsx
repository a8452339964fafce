import type { ComponentChildren, HTMLAttributes, JSX } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { isRowSeen, rowsInView, scrollTopAfter, scrollTopFor, spaceHeight, type VirtualRows } from "../../view/virtual-rows.js";

interface VirtualListProps {
  readonly rowCount: number;
  /** CSS px; each row must be as high. */
  readonly rowHeight: number;
  /** One element with a key. Called for the rows in view, and for some beyond. */
  readonly renderRow: (row: number) => JSX.Element;
  /** A row that is kept in view when it changes; undefined: none. */
  readonly currentRow?: number | undefined;
  /** What the current row is: while this stays, rows that come or go before it do not move it on the screen. */
  readonly currentKey?: unknown;
  /** The rows that are seen, whenever they change. */
  readonly onSeen?: (firstSeen: number, lastSeen: number) => void;
  /** The id of the element of a row: the list says so to those who listen, while it exists. */
  readonly currentId?: string | undefined;
  /** Above the rows, always seen; within the scrolled element, so that columns line up. */
  readonly head?: ComponentChildren;
  readonly class?: string;
  /** Of the scrolled element: role, names, focus, keys. */
  readonly attributes?: HTMLAttributes<HTMLDivElement> & Readonly<Record<`data-${string}`, string>>;
}

/** A list of rows of one height, of any length: only those in view exist. */
export function VirtualList(props: VirtualListProps): JSX.Element {
  const { rowCount, rowHeight, renderRow, currentRow, currentKey, onSeen, head } = props;
  const scrolled = useRef<HTMLDivElement>(null);
  const [scrollTop, setScrollTop] = useState(0);
  const [viewHeight, setViewHeight] = useState(rowHeight);
  const rows: VirtualRows = { rowCount, rowHeight, viewHeight };
  const { from, to, topPx, firstSeen, lastSeen } = rowsInView(rows, scrollTop);

  useLayoutEffect(() => {
    const element = scrolled.current;
    if (element === null) return undefined;
    const measure = () => setViewHeight(Math.max(rowHeight, element.clientHeight - headHeight(element)));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [rowHeight]);

  const shown = useRef<Shown>({ row: undefined, key: undefined, rows });
  useLayoutEffect(() => {
    const element = scrolled.current;
    const before = shown.current;
    const now: VirtualRows = { rowCount, rowHeight, viewHeight };
    shown.current = { row: currentRow, key: currentKey, rows: now };
    if (element === null || currentRow === undefined) return;
    const isSame = before.key === currentKey && before.row !== undefined && before.rows.rowHeight === rowHeight;
    // A list that was not laid out yet had no place for its row.
    const hadPlace = isSame && before.rows.viewHeight > rowHeight;
    // By what was known before: a list with fewer rows, or less high, has been scrolled by the browser already.
    const wasSeen = hadPlace && before.row !== undefined && isRowSeen(before.rows, scrollTop, before.row);
    const moved = isSame && before.row !== undefined ? currentRow - before.row : 0;
    const kept = moved === 0 ? element.scrollTop : scrollTopAfter(now, element.scrollTop, moved);
    const top = wasSeen || !hadPlace ? scrollTopFor(now, kept, currentRow) : kept;
    if (top !== element.scrollTop) element.scrollTop = top;
    setScrollTop(element.scrollTop);
  }, [currentRow, currentKey, rowCount, rowHeight, viewHeight]);

  useEffect(() => onSeen?.(firstSeen, lastSeen), [firstSeen, lastSeen, onSeen]);

  const isCurrentThere = currentRow !== undefined && currentRow >= from && currentRow < to;
  const shownRows: JSX.Element[] = [];
  for (let row = from; row < to; row++) shownRows.push(renderRow(row));
  return (
    <div
      {...props.attributes}
      {...(isCurrentThere && props.currentId !== undefined ? { "aria-activedescendant": props.currentId } : {})}
      class={`virtual ${props.class ?? ""}`}
      ref={scrolled}
      onScroll={({ currentTarget }) => setScrollTop(currentTarget.scrollTop)}
    >
      {head}
      <div class="virtual-space" role="presentation" style={{ height: `${spaceHeight(rows)}px` }}>
        <div class="virtual-rows" role="presentation" style={{ transform: `translateY(${topPx}px)` }}>
          {shownRows}
        </div>
      </div>
    </div>
  );
}

/** As the list was drawn before. */
interface Shown {
  readonly row: number | undefined;
  readonly key: unknown;
  readonly rows: VirtualRows;
}

/** What is above the rows takes from what is seen of them. */
function headHeight(element: HTMLElement): number {
  const first = element.firstElementChild;
  return first instanceof HTMLElement && !first.classList.contains("virtual-space") ? first.offsetHeight : 0;
}
