import type { WrongInput } from "./wrong-input.js";

export const wrongInputs: readonly WrongInput[] = [
  {
    args: ["record", "pod", "nginx", "--kubeconfig", "nosuch"],
    error: "no kubeconfig: nosuch (from --kubeconfig) not found",
    hint: 'use --kubeconfig FILE or set KUBECONFIG; "kubespy demo" needs no cluster',
    code: 1,
  },
  {
    args: ["record", "pod", "nginx", "--kubeconfig", "{dir}"],
    error: "cannot read the kubeconfig {dir}: it is a directory, not a file",
    hint: "name a file in it",
    code: 1,
  },
  {
    args: ["status", "pod", "nginx", "--kubeconfig", "nosuch"],
    error: "no kubeconfig: nosuch (from --kubeconfig) not found",
    hint: 'use --kubeconfig FILE or set KUBECONFIG; "kubespy demo" needs no cluster',
    code: 1,
  },
  {
    args: ["trace", "pod", "nginx", "--kubeconfig", "nosuch"],
    error: "no kubeconfig: nosuch (from --kubeconfig) not found",
    hint: 'use --kubeconfig FILE or set KUBECONFIG; "kubespy demo" needs no cluster',
    code: 1,
  },
  {
    args: ["diagnose", "pod/nginx", "--kubeconfig", "{dir}"],
    error: "cannot read the kubeconfig {dir}: it is a directory, not a file",
    hint: "name a file in it",
    code: 1,
  },
  { args: ["record", "pod", "nginx", "--until", "redy"], error: 'invalid --until "redy"', hint: 'did you mean "--until ready"?', code: 2 },
  {
    args: ["record", "pod", "nginx", "--until", "condition="],
    error: 'invalid --until "condition="',
    hint: "use ready, settled, failed, deleted or condition=NAME[=STATUS]",
    code: 2,
  },
  {
    args: ["record", "pod", "nginx", "--until", "condition=Ready=maybe"],
    error: 'invalid --until "condition=Ready=maybe": "maybe" is not the status of a condition',
    hint: 'use True, False or Unknown: "--until condition=Ready=False"',
    code: 2,
  },
  {
    args: ["record", "-", "x"],
    error: '"-" and other targets cannot be combined',
    hint: 'the program that writes to stdin decides what is recorded: "… | kubespy record -"',
    code: 2,
  },
  {
    args: ["record", "-", "-n", "shop"],
    error: '--namespace cannot be combined with "-"',
    hint: "the program that writes to stdin decides what is recorded, and from where",
    code: 2,
  },
  {
    args: ["record", "pod", "nginx", "-n", "a", "-A"],
    error: "--namespace and --all-namespaces cannot be combined",
    hint: "use --namespace, as often as needed, or --all-namespaces alone",
    code: 2,
  },
  {
    args: ["record", "pod", "nginx", "--report", "nodir/x.html"],
    error: 'cannot write --report "nodir/x.html": its directory does not exist',
    hint: "make the directory, or name another file",
    code: 2,
  },
  {
    args: ["status", "pod", "nginx", "--for", "1s", "--until", "ready"],
    error: "--for and --until cannot be combined",
    hint: "use --until with --timeout to limit how long it may take",
    code: 2,
  },
  {
    args: ["status", "pod", "nginx", "--timeout", "1s"],
    error: "--timeout needs --until",
    hint: "--timeout limits how long is waited for a state; use --for for a fixed time",
    code: 2,
  },
  {
    args: ["status", "pod", "nginx", "--idle-limit", "1s"],
    error: "--idle-limit cannot be used with an object of the cluster",
    hint: "leave --idle-limit out; it is for sessions and recording files",
    code: 2,
  },
  {
    args: ["trace", "pod", "nginx", "--all"],
    error: "--all cannot be used with an object of the cluster",
    hint: "leave --all out; it is for sessions and recording files",
    code: 2,
  },
  {
    args: ["record", "pod", "nginx"],
    error: "no kubeconfig: {dir}/.kube/config not found",
    hint: 'use --kubeconfig FILE or set KUBECONFIG; "kubespy demo" needs no cluster',
    code: 1,
    env: { HOME: "{dir}" },
  },
];
