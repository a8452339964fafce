import { timestampLength } from "../text/line-words.js";
import { getObjects, type InputRefusal, resourceIn } from "./refusal.js";

/** What a text without objects is, by its first lines; undefined for one that is not known. */
export function textForm(text: string, name: string): InputRefusal | undefined {
  const form = forms.find(({ pattern }) => pattern.test(text));
  if (form !== undefined) return { what: form.what, advice: form.advice(name, text) };
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const logged = lines.filter((line) => isLogLine(line)).length;
  if (lines.length > 0 && logged * 2 > lines.length) return { what: "a log: it holds no objects", advice: getObjects(name) };
  return undefined;
}

interface TextForm {
  readonly pattern: RegExp;
  readonly what: string;
  readonly advice: (name: string, text: string) => string;
}

/** The first that matches. Patterns look at the first lines only, and have no nested repetition: the text is hostile. */
const forms: readonly TextForm[] = [
  {
    pattern: /^(?:NAMESPACE +)?LAST SEEN +TYPE +REASON/m,
    what: "the table of Events that kubectl prints; it lacks the objects",
    advice: () => "use: kubectl get events -A -o json >events.json",
  },
  {
    pattern: /^(?:(?:NAMESPACE|POD) +)?NAME +(?:CPU\(cores\)|MEMORY)/m,
    what: 'the table that "kubectl top" prints; it holds no objects',
    advice: getObjects,
  },
  {
    pattern: /^(?:NAMESPACE +)?NAME(?: +[A-Z][A-Z0-9() -]*)?\r?$/m,
    what: "the table that kubectl get prints; it lacks the objects",
    advice: (name) => `use: kubectl get ${resourceIn(name)} -o json >${resourceIn(name)}.json`,
  },
  {
    pattern: /^(?:No resources found|Error from server|error: |The connection to the server)/,
    what: "a message of kubectl; it holds no objects",
    advice: (name) => `run kubectl again: kubectl get ${resourceIn(name)} -A -o json >${resourceIn(name)}.json`,
  },
  {
    pattern: /^Name: +\S.*\r?\n(?:[A-Z][A-Za-z .]*: .*\r?\n)*/,
    what: 'the text that "kubectl describe" prints; it lacks the objects',
    advice: (name, text) => `use: kubectl get ${resourceIn(name)} ${describedName(text)}-o json >${resourceIn(name)}.json`,
  },
  {
    pattern: /^[a-z]+(?:\.[a-z0-9.]+)?\/[a-z0-9][a-z0-9.-]*\r?\n/,
    what: 'the names that "kubectl get -o name" prints; it lacks the objects',
    advice: (name) => `use: kubectl get ${resourceIn(name)} -o json >${resourceIn(name)}.json`,
  },
  {
    pattern: /^# (?:HELP|TYPE) \w/m,
    what: "metrics in the format of Prometheus; it holds no objects",
    advice: getObjects,
  },
  {
    pattern: /^\ufeff?\s*<(?:!doctype|html|\?xml)/i,
    what: "a web page that holds no recording",
    advice: () => "write pages that can be read with: kubespy report SESSION",
  },
  {
    pattern: /^kind: Kustomization\b|^(?:resources|bases|patchesStrategicMerge|configMapGenerator|namePrefix):/m,
    what: "a kustomization: it names files of objects that no cluster has made yet",
    advice: () => "get what the cluster made of it: kubectl get -k . -o json >objects.json",
  },
  {
    pattern: /\{\{-? ?(?:\.Values|\.Release|include|template|if|range|define)\b/,
    what: "a template of Helm: it holds no objects",
    advice: () => "get what the cluster made of the release: helm get manifest RELEASE | kubectl get -f - -o json >objects.json",
  },
  {
    pattern: /^(?:appVersion|dependencies|chartVersion):/m,
    what: "a Helm chart: it holds no objects",
    advice: () => "get what the cluster made of the release: helm get manifest RELEASE | kubectl get -f - -o json >objects.json",
  },
  {
    pattern: /^(?:kind: Config\s*$|current-context:)/m,
    what: "a kubeconfig: it holds no objects",
    advice: (name) => `use it to get objects: kubectl --kubeconfig "${name}" get pods -A -o json >pods.json`,
  },
  {
    pattern: /^(?:services|volumes|networks):\r?\n/m,
    what: "a Compose file: it holds no objects",
    advice: getObjects,
  },
  {
    pattern: /^\{\s*"sequence"\s*:/,
    what: 'the output of "kubespy export --as watch", which lacks what a recording has',
    advice: () => "export without it: kubespy export SESSION",
  },
  {
    pattern: /^\s*\{[^{}]*"items"\s*:\s*\[\s*\]|^items: \[\]/m,
    what: "a List without items: nothing was found",
    advice: (name) => `ask for other namespaces too: kubectl get ${resourceIn(name)} -A -o json >${resourceIn(name)}.json`,
  },
  {
    pattern: /^\s*[[{]/,
    what: "JSON without Kubernetes objects",
    advice: getObjects,
  },
  {
    pattern: /^[a-zA-Z][\w.-]*:(?:[ \r\n]|$)/m,
    what: "YAML without Kubernetes objects",
    advice: getObjects,
  },
];

/** Of klog, journald, a container runtime, or a program that begins with a time or a level. */
function isLogLine(line: string): boolean {
  if (/^[IWEF]\d{4} \d\d:\d\d:\d\d/.test(line) || timestampLength(line) > 0) return true;
  return /^(?:time=|ts=|level=|\[?(?:TRACE|DEBUG|INFO|WARN|WARNING|ERROR|FATAL)\b)/i.test(line);
}

/** "web-1 -n shop " */
function describedName(text: string): string {
  const name = /^Name: +([a-z0-9][a-z0-9.-]{0,252})\r?$/m.exec(text)?.[1];
  const namespace = /^Namespace: +([a-z0-9][a-z0-9.-]{0,62})\r?$/m.exec(text)?.[1];
  return `${name === undefined ? "" : `${name} `}${namespace === undefined ? "" : `-n ${namespace} `}`;
}
