import type { WrongInput } from "./wrong-input.js";

const env = { KUBESPY_DB: "/nonexistent/kubespy.db" };
const listThem = 'run "kubespy ls" to see the sessions recorded there, "kubespy ls --bundled" for the bundled recordings';

export const wrongInputs: readonly WrongInput[] = [
  { args: ["demo", "nosuch"], error: 'no session "nosuch" in /nonexistent/kubespy.db', hint: listThem, code: 1, env },
  {
    args: ["demo", "pod-ngin"],
    error: 'no session "pod-ngin" in /nonexistent/kubespy.db',
    hint: `did you mean "pod-nginx"? ${listThem}`,
    code: 1,
    env,
  },
  {
    args: ["demo", "/nonexistent/web.kubespy.gz"],
    error: 'no file "/nonexistent/web.kubespy.gz"',
    hint: "check its path and its name",
    code: 1,
  },
  { args: ["demo", "-"], error: "demo cannot read a recording from stdin", hint: "save it to a file, and name that", code: 2 },
  { args: ["demo", "--speed", "x"], error: 'unknown flag "--speed"', hint: '"kubespy demo --help" lists the flags', code: 2 },
  {
    args: ["demo", "pod-nginx", "twice"],
    error: 'unexpected argument "twice"',
    hint: "usage: kubespy demo [options] [recording]",
    code: 2,
  },
];
