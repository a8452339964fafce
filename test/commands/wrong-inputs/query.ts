import type { WrongInput } from "./wrong-input.js";

const oneSelect = 'use one SELECT, such as "SELECT * FROM sessions"';
const tables = "sessions, frames, objects, events, findings, milestones, gaps, markers";

export const wrongInputs: readonly WrongInput[] = [
  {
    args: ["query", "SELEC * FROM sessions", "pod-nginx"],
    error: 'invalid query: near "SELEC": syntax error',
    hint: `write it as SQLite does: SELECT … FROM ${tables}; "kubespy query" prints their columns`,
    code: 2,
  },
  {
    args: ["query", "SELECT * FORM sessions", "pod-nginx"],
    error: 'invalid query: near "FORM": syntax error',
    hint: `write it as SQLite does: SELECT … FROM ${tables}; "kubespy query" prints their columns`,
    code: 2,
  },
  {
    args: ["query", "SELECT 'a FROM sessions", "pod-nginx"],
    error: `invalid query: unrecognized token: "'a FROM sessions"`,
    hint: `write it as SQLite does: SELECT … FROM ${tables}; "kubespy query" prints their columns`,
    code: 2,
  },
  {
    args: ["query", "SELECT * FROM frame", "pod-nginx"],
    error: "invalid query: no such table: frame",
    hint: `did you mean "frames"? the tables are ${tables}; run "kubespy query" to see their columns`,
    code: 2,
  },
  {
    args: ["query", "SELECT labels FROM markers", "pod-nginx"],
    error: "invalid query: no such column: labels",
    hint: "markers has session, offsetMs, text, madeAt",
    code: 2,
  },
  {
    args: ["query", "SELECT m.txt FROM markers m", "pod-nginx"],
    error: "invalid query: no such column: m.txt",
    hint: 'did you mean "text"? markers has session, offsetMs, text, madeAt',
    code: 2,
  },
  {
    args: ["query", "SELECT now()", "pod-nginx"],
    error: "invalid query: no such function: now",
    hint: "use the functions of SQLite: json_extract, strftime, group_concat, …",
    code: 2,
  },
  {
    args: ["query", "SELECT session FROM frames, objects", "pod-nginx"],
    error: "invalid query: ambiguous column name: session",
    hint: "say of which table it is: f.session, or join with USING (session)",
    code: 2,
  },
  { args: ["query", "DELETE FROM sessions", "pod-nginx"], error: "invalid query: DELETE does not read", hint: oneSelect, code: 2 },
  { args: ["query", "attach '{dir}/x.db' as x", "pod-nginx"], error: "invalid query: ATTACH does not read", hint: oneSelect, code: 2 },
  { args: ["query", "SELECT 1; SELECT 2", "pod-nginx"], error: "invalid query: it is more than one statement", hint: oneSelect, code: 2 },
  {
    args: ["query", "-- nothing", "pod-nginx"],
    error: 'unknown flag "-- nothing"',
    hint: '"kubespy query --help" lists the flags',
    code: 2,
  },
  { args: ["query", "--", "-- nothing", "pod-nginx"], error: "invalid query: there is no statement in it", hint: oneSelect, code: 2 },
  { args: ["query", " ; ", "pod-nginx"], error: "invalid query: there is no statement in it", hint: oneSelect, code: 2 },
  { args: ["query", "", "pod-nginx"], error: "invalid query: there is no statement in it", hint: oneSelect, code: 2 },
  {
    args: ["query", "SELECT * FROM sessions WHERE session = ?", "pod-nginx"],
    error: "invalid query: it has a parameter, and no value is given for one",
    hint: oneSelect,
    code: 2,
  },
  {
    args: ["query", "pod-nginx"],
    error: 'invalid query: near "pod": syntax error',
    hint: 'write the SQL before sessions: kubespy query "SELECT * FROM sessions" pod-nginx',
    code: 2,
  },
  {
    args: ["query", "SELECT a.session, b.session FROM sessions a, sessions b", "pod-nginx", "-o", "json"],
    error: 'two columns are called "session"',
    hint: "rename one of them: session AS session2",
    code: 2,
  },
  {
    args: ["query", "SELECT 1", "pod-nginx", "--timeout", "soon"],
    error: 'invalid --timeout "soon"',
    hint: 'use a number with a unit, such as "--timeout 5m"',
    code: 2,
  },
  {
    args: ["query", "SELECT 1", "pod-nginx", "-o", "yaml"],
    error: 'invalid --output "yaml"',
    hint: "use one of table, json, csv",
    code: 2,
  },
  { args: ["query", "-f", "{dir}/none.sql", "pod-nginx"], error: 'no file "{dir}/none.sql"', hint: "check its path and its name", code: 1 },
  {
    args: ["query", "-f", "-", "-"],
    error: "stdin is either the SQL or a recording",
    hint: "read the SQL from a file: -f FILE",
    code: 2,
    stdin: "SELECT 1",
  },
];
