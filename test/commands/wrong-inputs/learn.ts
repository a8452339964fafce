import type { WrongInput } from "./wrong-input.js";

const help = '"kubespy learn --help" explains it';

/** Command lines of `kubespy learn`. */
export const wrongInputs: readonly WrongInput[] = [
  {
    args: ["learn", "no-such-lesson"],
    error: 'no lesson "no-such-lesson"',
    hint: 'run "kubespy learn --list" to see all, or name a folder with a lesson.yaml',
    code: 2,
  },
  {
    args: ["learn", "99"],
    error: 'no lesson "99"',
    hint: 'run "kubespy learn --list" to see all, or name a folder with a lesson.yaml',
    code: 2,
  },
  { args: ["learn", "./notes"], error: 'no lesson.yaml in "./notes"', hint: "name a folder that holds one", code: 2 },
  { args: ["learn", ""], error: "the lesson is empty", hint: "name it; a variable of the shell that is not set is empty", code: 2 },
  {
    args: ["learn", "next"],
    error: "no lesson was opened",
    hint: 'open one: "kubespy learn 1"; "kubespy learn --list" lists all',
    code: 1,
  },
  {
    args: ["learn", "1", "b"],
    error: 'unexpected argument "b"',
    hint: 'to answer: "kubespy learn answer ANSWER"',
    code: 2,
  },
  {
    args: ["learn", "next", "2"],
    error: 'unexpected argument "2"',
    hint: 'to answer: "kubespy learn answer ANSWER"',
    code: 2,
  },
  {
    args: ["learn", "answer", "b", "c"],
    error: 'unexpected argument "c"',
    hint: "usage: kubespy learn [options] [lesson]",
    code: 2,
  },
  {
    args: ["learn", "--reset"],
    error: "cannot prompt without a terminal; pass --yes",
    hint: "--yes removes without a prompt",
    code: 2,
  },
  { args: ["learn", "--yes"], error: "--yes needs --reset or --live", hint: help, code: 2 },
  { args: ["learn", "1", "--list"], error: "--list takes no lesson", hint: 'to open it: "kubespy learn 1"', code: 2 },
  { args: ["learn", "--list", "--reset"], error: "--list and --reset cannot be combined", hint: `use one of them; ${help}`, code: 2 },
  { args: ["learn", "hint", "--serve"], error: '"hint" takes no --serve', hint: `leave --serve out; ${help}`, code: 2 },
  { args: ["learn", "--serve"], error: "no lesson given to serve", hint: "for example: kubespy learn 1 --serve", code: 2 },
  {
    args: ["learn", "1", "-o", "json"],
    error: "-o json lists the course; it takes no lesson",
    hint: '"kubespy learn --list -o json"',
    code: 2,
  },
  { args: ["learn", "-o", "yaml"], error: 'invalid --output "yaml"', hint: "use one of text, json", code: 2 },
];
