/**
 * The arithmetic of a list of rows of one height, of which only those in view exist. All lengths are CSS px.
 *
 * Browsers draw no element that is higher than some 17 million px (Firefox) or 33 million (Chromium): a longer list is scrolled through a shorter
 * space, whose pixels each stand for more than one.
 */
export interface VirtualRows {
  readonly rowCount: number;
  readonly rowHeight: number;
  /** Of what is seen of the list. */
  readonly viewHeight: number;
}

const maxSpaceHeight = 12_000_000;
/** Rows that exist beyond each edge: a small movement shows them at once. */
const overscan = 8;
/** A row so far beyond an edge is scrolled to by itself; one further away is shown in the middle. */
const nearRows = 2;

/** The height of the element that is scrolled. */
export function spaceHeight({ rowCount, rowHeight }: VirtualRows): number {
  return Math.min(rowCount * rowHeight, maxSpaceHeight);
}

interface RowsInView {
  /** From this row on, up to but without `to`, rows exist. */
  readonly from: number;
  readonly to: number;
  /** Where the first of them begins in the scrolled element. */
  readonly topPx: number;
  /** The first and the last row of which anything is seen; -1 where there is none. */
  readonly firstSeen: number;
  readonly lastSeen: number;
}

export function rowsInView(rows: VirtualRows, scrollTop: number): RowsInView {
  const { rowCount, rowHeight, viewHeight } = rows;
  const space = spaceHeight(rows);
  const top = Math.min(Math.max(0, scrollTop), Math.max(0, space - viewHeight));
  const listTop = top * scale(rows);
  const firstSeen = Math.min(rowCount - 1, Math.floor(listTop / rowHeight));
  const lastSeen = Math.min(rowCount - 1, Math.max(firstSeen, Math.ceil((listTop + viewHeight) / rowHeight) - 1));
  const from = Math.max(0, firstSeen - overscan);
  const to = Math.min(rowCount, lastSeen + 1 + overscan);
  return { from, to, topPx: top + from * rowHeight - listTop, firstSeen, lastSeen };
}

/** Whether a row is seen whole. */
export function isRowSeen(rows: VirtualRows, scrollTop: number, row: number): boolean {
  const listTop = scrollTop * scale(rows);
  const rowTop = row * rows.rowHeight;
  return rowTop >= listTop && rowTop + rows.rowHeight <= listTop + rows.viewHeight;
}

/** Where to scroll so that a row is seen whole: as little as possible, or with the row in the middle where it is far away. */
export function scrollTopFor(rows: VirtualRows, scrollTop: number, row: number): number {
  if (isRowSeen(rows, scrollTop, row)) return scrollTop;
  const { rowHeight, viewHeight } = rows;
  const listTop = scrollTop * scale(rows);
  const rowTop = row * rowHeight;
  const isFar = rowTop < listTop - nearRows * rowHeight || rowTop > listTop + viewHeight + nearRows * rowHeight;
  const wanted = isFar ? rowTop - (viewHeight - rowHeight) / 2 : rowTop < listTop ? rowTop : rowTop + rowHeight - viewHeight;
  return topOf(rows, wanted);
}

/** Where to scroll so that a row stays where it was when it was another row: rows before it came or went. */
export function scrollTopAfter(rows: VirtualRows, scrollTop: number, movedRows: number): number {
  return topOf(rows, scrollTop * scale(rows) + movedRows * rows.rowHeight);
}

function topOf(rows: VirtualRows, listTop: number): number {
  const most = Math.max(0, spaceHeight(rows) - rows.viewHeight);
  return Math.min(Math.max(0, listTop / scale(rows)), most);
}

/** How many px of the list one px of the scrolled element is. */
function scale(rows: VirtualRows): number {
  const { rowCount, rowHeight, viewHeight } = rows;
  const space = spaceHeight(rows);
  return space <= viewHeight ? 1 : Math.max(1, (rowCount * rowHeight - viewHeight) / (space - viewHeight));
}
