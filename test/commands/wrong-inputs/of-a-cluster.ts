import type { WrongInput } from "./wrong-input.js";

const served = ["--kubeconfig", "{kubeconfig}"];
const types = 'run "kubectl api-resources" to see all types';
const watchable = 'the server allows get, list for it; run "kubectl api-resources --verbs=list,watch" to see types that can be watched';

/** What only a cluster knows to be wrong. */
export const wrongInputs: readonly WrongInput[] = [
  { args: ["record", "nosuch", "x", ...served], error: `the server doesn't have a resource type "nosuch"`, hint: types, code: 2 },
  { args: ["diagnose", "nosuch/x", ...served], error: `the server doesn't have a resource type "nosuch"`, hint: types, code: 2 },
  {
    args: ["status", "deployents", "web", ...served],
    error: `the server doesn't have a resource type "deployents"`,
    hint: `did you mean "deployments" or "deployment"? ${types}`,
    code: 2,
  },
  {
    args: ["trace", "svcs", "web", ...served],
    error: `the server doesn't have a resource type "svcs"`,
    hint: `did you mean "svc"? ${types}`,
    code: 2,
  },
  {
    args: ["record", "pods", "--with", "nosuch", ...served],
    error: `the server doesn't have a resource type "nosuch"`,
    hint: types,
    code: 2,
  },
  { args: ["changes", "v1", "Nosuch", "x", ...served], error: 'no matches for kind "Nosuch" in version "v1"', hint: types, code: 2 },
  {
    args: ["changes", "v9", "Pod", "x", ...served],
    error: 'no matches for kind "Pod" in version "v9"',
    hint: `did you mean v1 Pod? ${types}`,
    code: 2,
  },
  {
    args: ["record", "ns", ...served],
    error: '"ns" (namespaces) cannot be recorded: the server does not allow list and watch',
    hint: watchable,
    code: 2,
  },
  {
    args: ["record", "pods", "deploy/web", ...served],
    error: '"pods" cannot be combined with TYPE/NAME arguments',
    hint: 'use "TYPE/pods", or one type followed by names',
    code: 2,
  },
  {
    args: ["record", "deploy/web/x", ...served],
    error: 'invalid target "deploy/web/x": use TYPE/NAME',
    hint: "pass the namespace with -n",
    code: 2,
  },
  { args: ["status", "deploy/", ...served], error: 'invalid target "deploy/": use TYPE/NAME', hint: 'for example "pod/nginx"', code: 2 },
  {
    args: ["record", "v1", "Pod", "a/b/c", ...served],
    error: 'invalid name "a/b/c": use [NAMESPACE/]NAME',
    hint: 'for example "shop/web"',
    code: 2,
  },
  {
    args: ["record", "pod", "Web_1", ...served],
    error: 'invalid name "Web_1" of a Pod',
    hint: 'did you mean "web-1"? use at most 253 characters: lower-case letters, digits, "-" and ".", with a letter or digit at both ends',
    code: 2,
  },
  {
    args: ["record", "pod", "web", "-l", "a=b", ...served],
    error: 'a name ("web") and a selector cannot be combined',
    hint: "use one of them",
    code: 2,
  },
  {
    args: ["changes", "pod", "web", "-A", ...served],
    error: 'a name ("web") and --all-namespaces cannot be combined',
    hint: "pass its namespace with -n, which may be repeated, or use --field-selector metadata.name=web",
    code: 2,
  },
  {
    args: ["record", "pod", "shop/x", "-n", "other", ...served],
    error: '"shop/x" and --namespace other cannot be combined',
    hint: "use one of them",
    code: 2,
  },
  ...[
    ["record", "pod", "x"],
    ["status", "pod", "x"],
    ["changes", "pod", "x"],
    ["trace", "pod", "x"],
    ["diagnose", "pod/x"],
  ].map((words) => ({
    args: [...words, "--context", "nosuch", ...served],
    error: 'no context "nosuch" in {kubeconfig}',
    hint: 'run "kubectl --kubeconfig {kubeconfig} config get-contexts" to see the contexts there',
    code: 1,
  })),
];
