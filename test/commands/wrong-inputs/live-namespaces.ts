import type { WrongInput } from "./wrong-input.js";

const both = {
  error: "--namespace and --all-namespaces cannot be combined",
  hint: "use --namespace, as often as needed, or --all-namespaces alone",
};

/** Namespaces of commands that watch a cluster: all refused before anything is asked of one. */
export const wrongInputs: readonly WrongInput[] = [
  { args: ["record", "pods", "-n", "a", "-A"], ...both, code: 2 },
  { args: ["status", "pods", "-n", "a", "-n", "b", "--all-namespaces"], ...both, code: 2 },
  { args: ["changes", "deploy/web", "--namespace", "a", "-A"], ...both, code: 2 },
  { args: ["trace", "deploy", "web", "-A", "-n", "a"], ...both, code: 2 },
  { args: ["diagnose", "pods", "-A", "-n", "a"], ...both, code: 2 },
  {
    args: ["record", "pod", "web", "-n", "a,b"],
    error: 'invalid --namespace "a,b"',
    hint: 'give the flag once for each namespace: "-n a -n b"',
    code: 2,
  },
  {
    args: ["trace", "deploy", "web", "--namespace", "shop, stage,"],
    error: 'invalid --namespace "shop, stage,"',
    hint: 'give the flag once for each namespace: "-n shop -n stage"',
    code: 2,
  },
  {
    args: ["status", "pod-nginx", "-n", "a"],
    error: '--namespace cannot be used with the session "pod-nginx"',
    hint: "leave --namespace out; it is for objects of a cluster",
    code: 2,
  },
  {
    args: ["diagnose", "pod-nginx", "-A"],
    error: '--all-namespaces cannot be used with the session "pod-nginx"',
    hint: "leave --all-namespaces out; it is for objects of a cluster",
    code: 2,
  },
  {
    args: ["diagnose", "pod-nginx", "-l", "app=web"],
    error: '--selector cannot be used with the session "pod-nginx"',
    hint: "leave --selector out; it is for objects of a cluster",
    code: 2,
  },
  {
    args: ["record", "-", "-n", "a"],
    error: '--namespace cannot be combined with "-"',
    hint: "the program that writes to stdin decides what is recorded, and from where",
    code: 2,
  },
];
