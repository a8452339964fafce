import type { WrongInput } from "./wrong-input.js";

const list = '"kubespy lesson --help" lists the commands';
const learnList = 'run "kubespy learn --list" to see all, or name a folder with a lesson.yaml';

export const wrongInputs: readonly WrongInput[] = [
  { args: ["lesson", "nosuch"], error: 'unknown command "lesson nosuch"', hint: list, code: 2 },
  { args: ["lesson", "chek", "x"], error: 'unknown command "lesson chek"', hint: 'did you mean "kubespy lesson check"?', code: 2 },
  { args: ["lesson", "help"], error: 'unknown command "lesson help"', hint: 'did you mean "kubespy lesson --help"?', code: 2 },
  { args: ["lesson", "--nosuch"], error: 'unknown flag "--nosuch"', hint: '"kubespy lesson --help" lists commands and flags', code: 2 },
  {
    args: ["lesson", "-o", "json", "check", "x"],
    error: 'unknown flag "-o"',
    hint: 'write the flags of a command after it: "kubespy lesson COMMAND -o"',
    code: 2,
  },
  { args: ["help", "lesson", "nosuch"], error: 'unknown command "lesson nosuch"', hint: list, code: 2 },
  {
    args: ["help", "lesson", "check", "x"],
    error: 'unexpected argument "x"',
    hint: '"kubespy lesson check" has no commands of its own',
    code: 2,
  },
  { args: ["lesson", "check"], error: "no lesson given", hint: "for example: kubespy lesson check incident-7", code: 2 },
  {
    args: ["lesson", "check", ""],
    error: "one of the lessons is empty",
    hint: "name it; a variable of the shell that is not set is empty",
    code: 2,
  },
  {
    args: ["lesson", "check", "x", "--nosuch"],
    error: 'unknown flag "--nosuch"',
    hint: '"kubespy lesson check --help" lists the flags',
    code: 2,
  },
  { args: ["lesson", "check", "bad-image-tag", "-o=yaml"], error: 'invalid --output "yaml"', hint: "use one of text, json", code: 2 },
  { args: ["lesson", "check", "nosuch"], error: 'no lesson "nosuch"', hint: learnList, code: 2 },
  {
    args: ["lesson", "check", "bad-image-tag", "./notes"],
    error: 'no lesson.yaml in "./notes"',
    hint: "name a folder that holds one",
    code: 2,
  },
  {
    args: ["lesson", "new"],
    error: "no session given",
    hint: 'run "kubespy ls" to see the sessions, or "kubespy ls --bundled" to see the bundled recordings',
    code: 2,
  },
  {
    args: ["lesson", "new", "pod-nginx"],
    error: "no folder given for the lesson",
    hint: 'name one that does not exist, or is empty: "-o DIR"',
    code: 2,
  },
  {
    args: ["lesson", "new", "pod-nginx", "x"],
    error: 'unexpected argument "x"',
    hint: "usage: kubespy lesson new [options] <session> -o <dir>",
    code: 2,
  },
  {
    args: ["lesson", "new", "pod-nginx", "-o", "new", "--level", "identities"],
    error: "--level needs --share",
    hint: "without it the recording is included as it is",
    code: 2,
  },
  {
    args: ["lesson", "new", "pod-nginx", "-o", "."],
    error: 'the folder "." is not empty',
    hint: "name a folder that does not exist, or is empty",
    code: 2,
  },
  {
    args: ["lesson", "new", "pod-nginx", "-o", "{page}"],
    error: '"{page}" is no folder',
    hint: "name a folder that does not exist, or is empty",
    code: 2,
  },
  {
    args: ["lesson", "new", "nosuch", "-o", "new"],
    error: 'no session "nosuch" in {db}',
    hint: 'run "kubespy ls" to see the sessions recorded there, "kubespy ls --bundled" for the bundled recordings',
    code: 1,
  },
];
