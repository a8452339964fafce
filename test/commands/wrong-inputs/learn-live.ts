import type { WrongInput } from "./wrong-input.js";

export const wrongInputs: readonly WrongInput[] = [
  {
    args: ["learn", "--live"],
    error: "no lesson given to record live",
    hint: "for example: kubespy learn bad-image-tag --live",
    code: 2,
  },
  {
    args: ["learn", "1", "--context", "dev"],
    error: "--context needs --live",
    hint: "a lesson on its recording needs no cluster, and keeps no session",
    code: 2,
  },
  {
    args: ["learn", "1", "--live", "--serve"],
    error: "--serve and --live cannot be combined",
    hint: 'use one of them; "kubespy learn --help" explains it',
    code: 2,
  },
  {
    args: ["learn", "hint", "--live"],
    error: '"hint" takes no --live',
    hint: 'leave --live out; "kubespy learn --help" explains it',
    code: 2,
  },
];
