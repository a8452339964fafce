import type { WrongInput } from "./wrong-input.js";

const env = { KUBESPY_DB: "/nonexistent/kubespy.db" };
const listThem = 'run "kubespy ls" to see the sessions recorded there, "kubespy ls --bundled" for the bundled recordings';
const shells = "is invalid for argument 'shell'. Allowed choices are bash, zsh, fish.";

export const wrongInputs: readonly WrongInput[] = [
  { args: ["demo", "nosuch"], error: 'no session "nosuch" in /nonexistent/kubespy.db', hint: listThem, code: 1, env },
  {
    args: ["demo", "pod-ngin"],
    error: 'no session "pod-ngin" in /nonexistent/kubespy.db',
    hint: `did you mean "pod-nginx"? ${listThem}`,
    code: 1,
    env,
  },
  { args: ["demo", "/nonexistent/web.kubespy.gz"], error: 'no file "/nonexistent/web.kubespy.gz"', code: 1 },
  { args: ["demo", "-"], error: "demo cannot read a recording from stdin", hint: "save it to a file, and name that", code: 2 },
  { args: ["demo", "--speed", "x"], error: "unknown option '--speed'", code: 2 },
  { args: ["demo", "pod-nginx", "twice"], error: "too many arguments for 'demo'. Expected 1 argument but got 2.", code: 2 },
  { args: ["completion"], error: "missing required argument 'shell'", code: 2 },
  { args: ["completion", "tcsh"], error: `command-argument value 'tcsh' ${shells}`, code: 2 },
  { args: ["completion", "bash", "zsh"], error: "too many arguments for 'completion'. Expected 1 argument but got 2.", code: 2 },
];
