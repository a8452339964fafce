import type { WrongInput } from "./wrong-input.js";

/** Command lines of `kubespy serve`. */
export const wrongInputs: readonly WrongInput[] = [
  {
    args: ["serve", "pod-nginx", "--speed", "0"],
    error: 'invalid --speed "0"',
    hint: 'use a number above 0, such as "--speed 4" or "--speed 0.5"',
    code: 2,
  },
  {
    args: ["serve", "pod-nginx", "--speed", "fast"],
    error: 'invalid --speed "fast"',
    hint: 'use a number above 0, such as "--speed 4" or "--speed 0.5"',
    code: 2,
  },
  { args: ["serve", "pod-nginx", "--at", "17"], error: 'invalid --at "17": the session has 16 frames', hint: "use #1 to #16", code: 2 },
  {
    args: ["serve", "pod-nginx", "--at", "1h"],
    error: 'invalid --at "1h": the session ends at +9.363s',
    hint: "use an offset up to 9.363s",
    code: 2,
  },
  {
    args: ["serve", "pod-nginx", "--at", "101%"],
    error: 'invalid --at "101%"',
    hint: 'use an offset ("--at 1.4s"), a sequence ("--at 12"), a share ("--at 50%") or a time ("--at 2026-11-22T10:57:39Z")',
    code: 2,
  },
  {
    args: ["serve", "pod-nginx", "--at", "10:57:39"],
    error: 'invalid --at "10:57:39": a time needs a zone',
    hint: "add Z (UTC) or +HH:MM, or add --time utc or --time local",
    code: 2,
  },
  {
    args: ["serve", "pod-nginx", "--port", "70000"],
    error: 'invalid --port "70000"',
    hint: "use a number from 0 (any free port) to 65535",
    code: 2,
  },
  {
    args: ["serve", "pod-nginx", "--at", "1s", "--speed", "2"],
    error: "--at and --speed cannot be combined",
    hint: "recorded time is either paused or runs: use one of them",
    code: 2,
  },
  {
    args: ["serve", "pod-nginx", "--at", "1s", "--exit-when-done"],
    error: "--at and --exit-when-done cannot be combined",
    hint: 'paused time never reaches the end; see "kubespy serve --help"',
    code: 2,
  },
  {
    args: ["serve", "-", "--control"],
    error: "--control and a session on stdin cannot be combined",
    hint: "save the recording to a file and serve that",
    code: 2,
  },
  { args: ["serve", "pod-nginx", "--rebased"], error: 'unknown flag "--rebased"', hint: 'did you mean "--rebase"?', code: 2 },
];
