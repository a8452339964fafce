#!/usr/bin/env node
// A kubectl for tests without a cluster. It keeps namespaces in the folder that FAKE_KUBECTL names, writes each of its calls to calls.ndjson there, and does
// what behaviour.json there says: { "create namespace" | "apply" | "delete namespace" | ...: { code, stderr } or "hang" }.
import { appendFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const folder = process.env.FAKE_KUBECTL;
const args = process.argv.slice(2);
const flags = { "--kubeconfig": undefined, "--context": undefined, "-n": undefined };
while (args[0] in flags) flags[args[0]] = args.splice(0, 2)[1];
const [verb, what, name] = args;
const isDryRun = args.includes("--dry-run=client");
const action = isDryRun
  ? "dry run"
  : what === "-f" && verb === "create"
    ? "create namespace"
    : verb === "apply"
      ? "apply"
      : `${verb} ${what}`;
const behaviourFile = join(folder, "behaviour.json");
const behaviour = existsSync(behaviourFile) ? JSON.parse(readFileSync(behaviourFile, "utf8"))[action] : undefined;
const note = (more = {}) =>
  appendFileSync(
    join(folder, "calls.ndjson"),
    `${JSON.stringify({ action, args, namespace: flags["-n"], context: flags["--context"], ...more })}\n`,
  );
const namespaces = () =>
  readdirSync(folder)
    .filter((file) => file.startsWith("ns-"))
    .map((file) => JSON.parse(readFileSync(join(folder, file), "utf8")));
const keep = (namespace) => writeFileSync(join(folder, `ns-${namespace.metadata.name}`), JSON.stringify(namespace));
const print = (value) => console.log(typeof value === "string" ? value : JSON.stringify(value));

if (behaviour === "hang") {
  note({ hangs: true });
  // As a kubectl that waits for its server: it does not end by itself, nor by a SIGTERM.
  process.on("SIGTERM", () => {});
  setTimeout(() => process.exit(1), 60_000);
} else if (behaviour !== undefined) {
  note();
  process.stderr.write(behaviour.stderr);
  process.exitCode = behaviour.code;
} else {
  await act();
  note();
}

async function act() {
  switch (action) {
    case "create namespace": {
      const namespace = JSON.parse(readFileSync(0, "utf8"));
      keep({ ...namespace, metadata: { ...namespace.metadata, creationTimestamp: new Date().toISOString() } });
      return print(`namespace/${namespace.metadata.name} created`);
    }
    case "get namespace": {
      const found = namespaces().find(({ metadata }) => metadata.name === name);
      return found && print(found);
    }
    case "get namespaces": {
      const wanted = args[args.indexOf("-l") + 1].split(",").map((each) => each.split("="));
      const isWanted = ({ metadata: { labels = {} } }) =>
        wanted.every(([key, value]) => key in labels && (value ?? labels[key]) === labels[key]);
      return print({ kind: "List", items: namespaces().filter(isWanted) });
    }
    case "delete namespace": {
      const found = namespaces().find(({ metadata }) => metadata.name === name);
      if (found !== undefined) keep({ ...found, metadata: { ...found.metadata, deletionTimestamp: new Date().toISOString() } });
      return print(`namespace "${name}" deleted`);
    }
    case "get serviceaccount":
      return print("serviceaccount/default");
    case "dry run": {
      const { loadAll } = await import(pathToFileURL(join(process.env.FAKE_KUBECTL_MODULES, "js-yaml", "dist", "js-yaml.mjs")).href);
      const objects = loadAll(readFileSync(args[args.indexOf("-f") + 1], "utf8"));
      const isNamespaced = ({ kind }) => !/^(Cluster|Namespace|Node|PersistentVolume$)/.test(kind);
      const items = objects.map((object) => ({
        ...object,
        metadata: { ...(isNamespaced(object) ? { namespace: flags["-n"] } : {}), ...object.metadata },
      }));
      return print(items.length === 1 ? items[0] : { kind: "List", items });
    }
    default:
      return print(`${action} done`);
  }
}
