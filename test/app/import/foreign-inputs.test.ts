import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { foreignWorkplace } from "./foreign-workplace.js";

/** What people have, under the name that they give it: what becomes of it, and what they are told. */

const pod = (version: number, phase = "Running") => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "web", namespace: "shop", uid: "u-1", resourceVersion: String(version), creationTimestamp: "2026-03-01T10:00:00Z" },
  status: { phase },
});
const json = (value: unknown) => `${JSON.stringify(value)}\n`;
const pretty = (value: unknown) => `${JSON.stringify(value, undefined, 4)}\n`;
const added = { type: "ADDED", object: pod(1, "Pending") };
const modified = { type: "MODIFIED", object: pod(2) };
const yamlPod = (version: number, more = "") =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  creationTimestamp: "2026-03-01T10:00:00Z"\n  name: web\n  namespace: shop\n  resourceVersion: "${version}"\n  uid: u-1\n${more}status:\n  phase: Running\n`;
const indented = (text: string, by = "  ") => text.replaceAll(/^(?=.)/gm, by);
const stamped = (text: string) => text.replaceAll(/^(?=.)/gm, "2026-03-01T10:00:00Z ");
const klog = "E0301 10:00:00.123456   12345 memcache.go:287] couldn't get resource list for {metrics.k8s.io/v1beta1}\n";
const fieldCase = (name: string) => readFileSync(join(import.meta.dirname, "field-cases", name), "utf8");
const cutPretty = pretty(pod(1)).split("\n").slice(0, 9).join("\n");
const both = ["ADDED Pod/web@1", "MODIFIED Pod/web@2"];
const yamlSaid = "bytes of objects: the input is YAML; its objects were serialised anew as JSON";

describe("is imported, and what was left out is said:", () => {
  it.each<[situation: string, input: string | Buffer, frames: readonly string[], warnings: readonly string[]]>([
    [
      "an error of the server between watch events",
      fieldCase("stderr-between.ndjson"),
      both,
      ["1 line is no JSON and was skipped, in line 2"],
    ],
    ["klog before watch events", fieldCase("klog-first.ndjson"), both, ["2 lines are no JSON and were skipped, the first in line 1"]],
    [
      "exit codes of Windows",
      fieldCase("windows.ndjson"),
      ["ADDED Pod/iis-0@1025", "MODIFIED Pod/iis-0@1026", "MODIFIED Pod/iis-0@1027", "MODIFIED Pod/iis-0@1028"],
      [],
    ],
    [
      "klog within a pretty-printed object",
      pretty(pod(1)).replace("\n", `\n${klog}`),
      ["ADDED Pod/web@1"],
      ["1 line is no JSON and was skipped, in line 2"],
    ],
    [
      "separators between JSON",
      `---\n${json(added)}---\n${json(modified)}`,
      both,
      ["2 lines are no JSON and were skipped, the first in line 1"],
    ],
    [
      "a warning of a deprecated API first",
      `Warning: v1 ComponentStatus is deprecated in v1.19+\n${json(pod(1))}`,
      ["ADDED Pod/web@1"],
      ["1 line is no JSON and was skipped, in line 1"],
    ],
    [
      "NULs after a crash of the machine",
      `${json(added)}${"\0".repeat(4096)}\n${json(modified)}`,
      both,
      ["1 line is no JSON and was skipped, in line 2"],
    ],
    [
      "timestamps of ts before watch events",
      stamped(json(added) + json(modified)),
      both,
      ["the timestamps before its documents were skipped, the first in line 1"],
    ],
    [
      "timestamps of ts before each line of objects",
      stamped(pretty(added) + pretty(modified)),
      both,
      ["the timestamps before its documents were skipped, the first in line 1"],
    ],
    [
      "a prompt and the command first",
      `$ kubectl get pods -w -o json\n${pretty(added)}${pretty(modified)}^C\n`,
      both,
      ["2 lines are no JSON and were skipped, the first in line 1"],
    ],
    [
      "colours of a terminal",
      `\u001b[31mError\u001b[0m {gone}\n${json(added)}`,
      ["ADDED Pod/web@1"],
      ["1 line is no JSON and was skipped, in line 1"],
    ],
    [
      "the log of a program in JSON",
      `{"level":"info","msg":"kind: Pod"}\n${json(added)}{"level":"warn"}\n${json(modified)}`,
      both,
      ["2 documents are no Kubernetes object and were skipped, the first in line 1 (it has no kind and apiVersion)"],
    ],
    [
      "a structure of Go in braces",
      `{Name:web Ready:true}\n${json(added)}`,
      ["ADDED Pod/web@1"],
      ["1 line is no JSON and was skipped, in line 1"],
    ],
    [
      "a line that was cut by a rotation",
      `${json(added).slice(0, 60)}\n${json(added)}${json(modified)}`,
      both,
      ["line 1 (byte 0): a line break within a string; this line is lost"],
    ],
    [
      "an object that was cut, and others after it",
      `${cutPretty}\n${pretty(added)}${pretty(modified)}`,
      both,
      ["line 1 (byte 0): it is cut short: another object begins in line 10; 9 lines are lost"],
    ],
    [
      "JSON that a person edited, with a comma too many",
      `${json(added)}{"kind":"Pod",}\n${json(modified)}`,
      both,
      [`line 2 (byte ${json(added).length}): it is not JSON; this line is lost`],
    ],
    [
      "the server's error as a watch event",
      json(added) + json({ type: "ERROR", object: { kind: "Status", apiVersion: "v1", reason: "Expired", message: "too old" } }),
      ["ADDED Pod/web@1"],
      ["line 2: the server reported Expired: too old"],
    ],
    ["an array that was never closed", `[\n${json(added)},${json(modified)}`, both, ["its array is not closed; it may be cut short"]],
    ["two outputs in one file", pretty({ kind: "List", apiVersion: "v1", items: [pod(1)] }) + pretty(modified), both, []],
    ["UTF-16 of PowerShell", Buffer.from(`\uFEFF${json(added)}${json(modified)}`, "utf16le"), both, []],
    ["compressed", gzipSync(json(added) + klog + json(modified)), both, ["1 line is no JSON and was skipped, in line 2"]],
  ])("%s", async (_, input, frames, warnings) => {
    const { importing } = foreignWorkplace({ "pods.json": input });
    const outcome = await importing(["pods.json"]);
    expect(outcome).toMatchObject({ frames, warnings: warnings.map((text) => `pods.json: ${text}`), sessions: [`pods: ${frames.length}`] });
    expect(outcome.error).toBeUndefined();
  });

  it("an end within an object, of which everything before is kept", async () => {
    const { importing } = foreignWorkplace({ "pods.json": json(added) + json(modified).slice(0, 80) });
    expect(await importing(["pods.json"])).toMatchObject({
      sessions: ["pods: 1, interrupted"],
      warnings: [`pods.json: line 2 (byte ${json(added).length}): the input ends in the middle of an object; everything before it is kept`],
    });
  });

  it("damage is also said by the session itself", async () => {
    const { importing } = foreignWorkplace({ "pods.json": `${json(added).slice(0, 60)}\n${json(modified)}` });
    const { omissions } = await importing(["pods.json"]);
    expect(omissions).toContain("damaged parts of the input: line 1 (byte 0): a line break within a string; this line is lost");
  });
});

describe("in YAML is imported, and the session says that its bytes are new:", () => {
  const events = `object:\n${indented(yamlPod(1))}type: ADDED\n---\nobject:\n${indented(yamlPod(2))}type: MODIFIED\n`;
  it.each<[situation: string, input: string, frames: readonly string[], warnings: readonly string[]]>([
    ["kubectl get -w", fieldCase("watch.yaml"), both, []],
    ["kubectl get -w --output-watch-events", events, both, []],
    ["documents without separators", yamlPod(1) + yamlPod(2), both, []],
    [
      "a List",
      `apiVersion: v1\nitems:\n- ${indented(yamlPod(1)).trimStart()}kind: List\nmetadata:\n  resourceVersion: ""\n`,
      ["ADDED Pod/web@1"],
      [],
    ],
    ["a list of objects", `- ${indented(yamlPod(1)).trimStart()}- ${indented(yamlPod(2)).trimStart()}`, both, []],
    [
      "with klog in it, and separators that count as none",
      `---\n${yamlPod(1)}${klog}---\n${yamlPod(2, `error: gone {}\n`)}`,
      both,
      ["2 lines are neither JSON nor YAML and were skipped, the first in line 12"],
    ],
    ["mixed with JSON", `${yamlPod(1)}${json(pod(2))}`, both, []],
    [
      "with timestamps before each line",
      stamped(`${yamlPod(1)}---\n${yamlPod(2)}`),
      both,
      ["the timestamps before its documents were skipped, the first in line 1"],
    ],
    [
      "with values of Helm beside it",
      `type: ClusterIP\n---\n${yamlPod(1)}`,
      ["ADDED Pod/web@1"],
      ["1 document is no Kubernetes object and was skipped, in line 1 (it has no kind and apiVersion)"],
    ],
    [
      "with a document that is none",
      `kind: Pod\n  wrong: 1\n---\n${yamlPod(1)}`,
      ["ADDED Pod/web@1"],
      ["line 1 (byte 0): its YAML cannot be read in line 2: bad indentation of a mapping entry; 2 lines are lost"],
    ],
    [
      "with a billion laughs",
      `kind: Pod\na: &a [x,x]\n${Array.from({ length: 40 }, (_, i) => `b${i}: &b${i} [${`*${i === 0 ? "a" : `b${i - 1}`},`.repeat(9)}x]\n`).join("")}---\n${yamlPod(1)}`,
      ["ADDED Pod/web@1"],
      ["line 1 (byte 0): its YAML cannot be read in line 3: it has more than 10,000 aliases; 42 lines are lost"],
    ],
  ])("%s", async (_, input, frames, warnings) => {
    const { importing } = foreignWorkplace({ "pods.yaml": input });
    const outcome = await importing(["pods.yaml"]);
    expect(outcome).toMatchObject({ frames, warnings: warnings.map((text) => `pods.yaml: ${text}`), sessions: [`pods: ${frames.length}`] });
    expect(outcome.omissions).toContain(yamlSaid);
  });

  it("a line without an end, as pasted, which may be cut short", async () => {
    const { importing } = foreignWorkplace({ "pods.yaml": yamlPod(1).trimEnd() });
    expect(await importing(["pods.yaml"])).toMatchObject({
      sessions: ["pods: 1"],
      warnings: ["pods.yaml: its last line has no end; it may be cut short"],
    });
  });

  it("a document that is cut short: it lacks what the one before has", async () => {
    const [whole, next] = [yamlPod(1), yamlPod(2)];
    const { importing } = foreignWorkplace({ "pods.yaml": `${whole}---\n${next.slice(0, next.indexOf("\nstatus:") - 2)}` });
    expect(await importing(["pods.yaml"])).toMatchObject({
      frames: ["ADDED Pod/web@1"],
      sessions: ["pods: 1, interrupted"],
      warnings: [expect.stringContaining("the input ends in the middle of an object; everything before it is kept")],
    });
  });
});

describe("is refused by name, with the command that gives what can be read:", () => {
  const pods = "get the objects: kubectl get pods -A -o json >pods.json";
  it.each<[name: string, input: string | Uint8Array, what: string, hint: string]>([
    [
      "pods.txt",
      "NAME    READY   STATUS    RESTARTS   AGE\nweb-1   1/1     Running   0          5m\n",
      "the table that kubectl get prints; it lacks the objects",
      "use: kubectl get pods -o json >pods.json",
    ],
    [
      "deployments.txt",
      "NAMESPACE   NAME   READY   UP-TO-DATE   AVAILABLE   AGE\nshop  web  1/1  1  1  5m\n",
      "the table that kubectl get prints; it lacks the objects",
      "use: kubectl get deployments -o json >deployments.json",
    ],
    [
      "events.txt",
      "LAST SEEN   TYPE      REASON    OBJECT      MESSAGE\n5m          Warning   BackOff   pod/web-1   Back-off\n",
      "the table of Events that kubectl prints; it lacks the objects",
      "use: kubectl get events -A -o json >events.json",
    ],
    [
      "top.txt",
      "NAME    CPU(cores)   MEMORY(bytes)\nweb-1   1m           5Mi\n",
      'the table that "kubectl top" prints; it holds no objects',
      pods,
    ],
    [
      "web.txt",
      "Name:             web-1\nNamespace:        shop\nPriority:         0\nNode:  n1/10.0.0.1\n",
      'the text that "kubectl describe" prints; it lacks the objects',
      "use: kubectl get pods web-1 -n shop -o json >pods.json",
    ],
    [
      "names.txt",
      "pod/web-1\npod/web-2\n",
      'the names that "kubectl get -o name" prints; it lacks the objects',
      "use: kubectl get pods -o json >pods.json",
    ],
    [
      "pods.json",
      "No resources found in default namespace.\n",
      "a message of kubectl; it holds no objects",
      "run kubectl again: kubectl get pods -A -o json >pods.json",
    ],
    [
      "pods.json",
      'Error from server (Forbidden): pods is forbidden: User "bob" cannot list {}\n',
      "a message of kubectl; it holds no objects",
      "run kubectl again: kubectl get pods -A -o json >pods.json",
    ],
    ["kubelet.log", klog + klog, "a log: it holds no objects", pods],
    [
      "journal.log",
      "Mar 01 10:00:00 n1 kubelet[1]: started {x}\nMar 01 10:00:01 n1 kubelet[1]: ready\n",
      "a log: it holds no objects",
      pods,
    ],
    ["metrics.txt", "# HELP up x\n# TYPE up gauge\nup 1\n", "metrics in the format of Prometheus; it holds no objects", pods],
    ["pod.png", Buffer.from("89504e470d0a1a0a0000000d", "hex"), "a picture (PNG)", pods],
    ["net.pcap", Buffer.from("d4c3b2a1020004000000000000000000", "hex"), "a capture of network packets (pcap)", pods],
    [
      "k.db",
      Buffer.concat([Buffer.from("SQLite format 3\0"), Buffer.alloc(84)]),
      "an SQLite database",
      'if it is one of kubespy, list its sessions: kubespy ls --db "k.db"',
    ],
    [
      "etcd.bin",
      Buffer.from("k8s\0\n\x09\n\x02v1\x12\x03Pod"),
      "an object as etcd stores it (protobuf)",
      "convert it with auger (auger decode -o json), or get the object from the API server: kubectl get pods -A -o json >pods.json",
    ],
    [
      "snapshot.db",
      Buffer.concat([Buffer.alloc(16), Buffer.from("edda0ced02000000", "hex"), Buffer.alloc(64)]),
      "a snapshot of etcd",
      "restore it (etcdutl snapshot restore), start an API server on it, and get the objects: kubectl get pods -A -o json >pods.json",
    ],
    [
      "dump.tar.xz",
      Buffer.from("fd377a585a000004", "hex"),
      "compressed with xz, which kubespy does not read",
      'decompress it: xz -dk "dump.tar.xz"',
    ],
    [
      "page.html",
      "<!doctype html><html><body>hello</body></html>",
      "a web page that holds no recording",
      "write pages that do with: kubespy report SESSION",
    ],
    [
      "kustomization.yaml",
      "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n- a.yaml\n",
      "a kustomization: it names files of objects that no cluster has made yet (line 1: a Kustomization has no name)",
      "get what the cluster made of it: kubectl get -k . -o json >objects.json",
    ],
    [
      "Chart.yaml",
      "apiVersion: v2\nname: web\nversion: 1.0.0\nappVersion: '2'\n",
      "a Helm chart: it holds no objects (line 1: it has no kind and apiVersion)",
      "get what the cluster made of the release: helm get manifest RELEASE | kubectl get -f - -o json >objects.json",
    ],
    [
      "config",
      "apiVersion: v1\nkind: Config\ncurrent-context: dev\nclusters: []\n",
      "a kubeconfig: it holds no objects (line 1: a Config has no name)",
      'use it to get objects: kubectl --kubeconfig "config" get pods -A -o json >pods.json',
    ],
    ["data.json", '{"status":"success","data":{}}', "JSON without Kubernetes objects (line 1: it has no kind and apiVersion)", pods],
    ["list.json", "[1, 2]", "JSON without Kubernetes objects", pods],
    [
      "pods.json",
      pretty({ apiVersion: "v1", items: [], kind: "List" }),
      "a List without items: nothing was found",
      "ask for other namespaces too: kubectl get pods -A -o json >pods.json",
    ],
    [
      "watch.ndjson",
      '{"sequence":1,"offsetMs":0,"type":"ADDED","object":{}}\n',
      'the output of "kubespy export --as watch", which lacks what a recording has (line 1: it comes from "kubespy export --as watch"; import the output of "kubespy export" without --as watch)',
      "export without it: kubespy export SESSION",
    ],
    ["pods.json", "", "empty", `check the command that wrote it, and ${pods}`],
    ["notes.txt", "call Bob\n", "a text without objects", pods],
    ["noise.bin", Buffer.from([1, 2, 3, 0, 5, 200]), "a binary file of an unknown kind", pods],
  ])("%s: %s", async (name, input, what, hint) => {
    const { importing } = foreignWorkplace({ [name]: input });
    const outcome = await importing([name]);
    expect(outcome).toMatchObject({ error: `${name} is ${what}`, hint, sessions: [] });
    // A hint does not repeat the command that failed.
    expect(outcome.hint).not.toContain("kubespy import");
  });
});
