/**
 * Roles of a table whose rows exist only while they are in view: a `<table>` would say that it has no others. The table itself has the focus, and
 * says which row is the current one; keys of the page move it.
 */
export const gridRow = { role: "row" } as const;
export const gridCell = { role: "gridcell" } as const;
export const gridHead = { role: "columnheader" } as const;
