import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { runInProcess } from "../support/in-process.js";
import { serve, temporaryFolder } from "../support/program.js";

// Compiling the client of the cluster takes longer than a completion may.
beforeAll(async () => {
  await import("../../src/app/completion/cluster-candidates.js");
});

function folder(): string {
  const made = temporaryFolder();
  onTestFinished(() => made[Symbol.dispose]());
  return made.path;
}

/** The words that are offered, without their descriptions. */
async function complete(words: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<readonly string[]> {
  const { stdout, stderr, code } = await runInProcess(["__complete", "--", ...words], { env });
  expect({ stderr, code }).toEqual({ stderr: "", code: 0 });
  return stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => line.split("\t")[0] ?? "");
}

/** A recorded cluster. */
async function cluster(recording: string): Promise<Readonly<Record<string, string>>> {
  const served = await serve(recording, ["--at", "50%"]);
  onTestFinished(() => served[Symbol.asyncDispose]());
  return { KUBECONFIG: served.kubeconfig };
}

async function answering(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function kubeconfigFor(server: string, user: object = {}): Readonly<Record<string, string>> {
  const file = join(folder(), "kubeconfig");
  const entries = {
    "current-context": "one",
    contexts: [
      { name: "one", context: { cluster: "c", user: "u", namespace: "shop" } },
      { name: "two", context: { cluster: "c", user: "u" } },
      { name: "$(touch here)", context: { cluster: "c", user: "u" } },
    ],
    clusters: [{ name: "c", cluster: { server } }],
    users: [{ name: "u", user }],
  };
  writeFileSync(file, JSON.stringify(entries));
  return { KUBECONFIG: file };
}

describe("what the cluster offers", () => {
  it("is the types of its discovery that can be watched, by plural and short name", async () => {
    const env = await cluster("deployment-rollout");
    expect(await complete(["record", ""], env)).toEqual(
      expect.arrayContaining(["deployments", "deploy", "replicasets", "rs", "pods", "po"]),
    );
    expect(await complete(["record", "--with", ""], env)).toContain("rs");
    expect(await complete(["query", ""], env)).toEqual([]);
    for (const words of [["SELECT 1"], ["SELECT 1", "pod-nginx"], ["-f", "a.sql"], ["--file=a.sql"]])
      expect(await complete(["query", ...words, ""], env)).toEqual(expect.arrayContaining(["@latest", "pod-nginx"]));
    expect(await complete(["record", "pods,de"], env)).toEqual(expect.arrayContaining(["pods,deploy", "pods,deployments"]));
    expect(await complete(["trace", ""], env)).toEqual(expect.arrayContaining(["deployments", "@latest", "pod-nginx"]));
  });

  it("is the names of a type, alone after it or behind a slash", async () => {
    const env = await cluster("deployment-rollout");
    expect(await complete(["record", "deploy", ""], env)).toEqual(["web"]);
    expect(await complete(["record", "Deployment", "w"], env)).toEqual(["web"]);
    expect(await complete(["record", "deployments.apps", ""], env)).toEqual(["web"]);
    expect(await complete(["record", "svc/kubernetes", "deploy/we"], env)).toEqual(["deploy/web"]);
    expect(await complete(["record", "rs", "web-697578869", ""], env)).toEqual(["web-7d876db474"]);
    expect(await complete(["status", "rs/"], env)).toContain("rs/web-697578869");
    expect(await complete(["record", "nosuchtype", ""], env)).toEqual([]);
  });

  it("is the conditions of the object for --until, besides what it always takes", async () => {
    const env = await cluster("deployment-rollout");
    const states = ["ready", "settled", "failed", "deleted"];
    expect(await complete(["record", "deploy/web", "--until", ""], env)).toEqual([
      ...states,
      ...["Available", "Progressing", "Ready", "Complete"].map((name) => `condition=${name}`),
    ]);
    expect(await complete(["trace", "--until="])).toContain("--until=condition=Ready");
  });

  it("is asked with the kubeconfig, context and namespace of the line", async () => {
    const asked: string[] = [];
    const { KUBECONFIG = "" } = kubeconfigFor(
      await answering((request, response) => {
        asked.push(new URL(request.url ?? "", "http://here").pathname);
        response.setHeader("content-type", "application/json");
        response.end('{"kind":"List","metadata":{"resourceVersion":"1"},"items":[{"metadata":{"name":"web"}}]}');
      }),
    );
    expect(await complete(["record", "pod", ""], { KUBECONFIG })).toEqual(["web"]);
    expect(await complete(["record", "--kubeconfig", KUBECONFIG, "--context=two", "pod", ""])).toEqual(["web"]);
    expect(await complete(["record", `--kubeconfig=${KUBECONFIG}`, "-n", "front", "pod/"])).toEqual(["pod/web"]);
    expect(await complete(["record", "pod", "-n", ""], { KUBECONFIG })).toEqual(["web"]);
    expect(await complete(["record", "nodes", ""], { KUBECONFIG })).toEqual(["web"]);
    const pods = (namespace: string) => `/api/v1/namespaces/${namespace}/pods`;
    expect(asked).toEqual([pods("shop"), pods("default"), pods("front"), "/api/v1/namespaces", "/api/v1/nodes"]);
  });

  it("contexts are those of the kubeconfig, also of one that the line names", async () => {
    const { KUBECONFIG = "" } = kubeconfigFor("http://127.0.0.1:1");
    expect(await complete(["record", "--context", ""], { KUBECONFIG })).toEqual(["one", "two"]);
    expect(await complete(["diagnose", "--kubeconfig", `"${KUBECONFIG}"`, "--context", ""])).toEqual(["one", "two"]);
  });

  it("leaves out names that a shell would take apart or run, and those of a terminal's own language", async () => {
    const names = ["good", "a b", "$(touch here)", "`id`", "x;y", "-rf", "--all", "\u001b[31mred", "q\u202eu", "b\nc", "*", "~root", "'"];
    const env = kubeconfigFor(
      await answering((_, response) => {
        response.setHeader("content-type", "application/json");
        response.end(
          JSON.stringify({ kind: "List", metadata: { resourceVersion: "1" }, items: names.map((name) => ({ metadata: { name } })) }),
        );
      }),
    );
    expect(await complete(["record", "pod", ""], env)).toEqual(["good"]);
  });
});

describe("where the cluster cannot be asked", () => {
  const common = ["pods", "po", "deployments", "deploy", "statefulsets", "services", "configmaps", "ingresses", "namespaces"];

  it("common types are offered, and no names: without a kubeconfig, with a broken one, where nothing listens", async () => {
    const broken = join(folder(), "kubeconfig");
    writeFileSync(broken, "{ not yaml");
    for (const env of [{}, { KUBECONFIG: broken }, kubeconfigFor("http://127.0.0.1:1"), kubeconfigFor("not a URL")]) {
      expect(await complete(["record", ""], env)).toEqual(expect.arrayContaining(common));
      expect(await complete(["record", "pod", ""], env)).toEqual([]);
    }
  });

  it("a server that never answers is given up", async () => {
    const env = kubeconfigFor(await answering(() => {}));
    expect(await complete(["record", ""], env)).toEqual(expect.arrayContaining(common));
    expect(await complete(["record", "pod", ""], env)).toEqual([]);
    expect(await complete(["record", "pod", "-n", ""], env)).toEqual([]);
  });

  it.each([
    { interactiveMode: "IfAvailable", runs: false },
    { interactiveMode: "Always", runs: false },
    { interactiveMode: "Never", runs: true },
  ])("a credential plugin with the mode $interactiveMode runs: $runs", async ({ interactiveMode, runs }) => {
    const path = folder();
    const command = join(path, "plugin");
    writeFileSync(command, `#!/bin/sh\ntouch ${path}/ran\nexit 1\n`);
    chmodSync(command, 0o755);
    const exec = { apiVersion: "client.authentication.k8s.io/v1", command, interactiveMode };
    expect(await complete(["record", "pod", ""], kubeconfigFor("https://127.0.0.1:1", { exec }))).toEqual([]);
    expect(existsSync(join(path, "ran"))).toBe(runs);
  });

  it("a plugin that does not end is ended", async () => {
    const path = folder();
    const command = join(path, "plugin");
    writeFileSync(command, `#!/bin/sh\necho $$ >${path}/pid\nexec sleep 600\n`);
    chmodSync(command, 0o755);
    const exec = { apiVersion: "client.authentication.k8s.io/v1", command, interactiveMode: "Never" };
    expect(await complete(["record", "pod", ""], kubeconfigFor("https://127.0.0.1:1", { exec }))).toEqual([]);
    const pid = Number(readFileSync(join(path, "pid"), "utf8"));
    await expect
      .poll(() => {
        try {
          return process.kill(pid, 0);
        } catch {
          return false;
        }
      })
      .toBe(false);
  });

  it("an older auth provider is not used: it might ask the user to log in", async () => {
    const authProvider = { "auth-provider": { name: "gcp", config: { "cmd-path": "/bin/false" } } };
    expect(await complete(["record", "pod", ""], kubeconfigFor("https://127.0.0.1:1", authProvider))).toEqual([]);
  });
});

describe("what a session offers", () => {
  it("is its objects for --object, in the case that was begun, and by name", async () => {
    expect(await complete(["trace", "deployment-rollout", "--object", ""])).toEqual(expect.arrayContaining(["Deployment/web"]));
    expect(await complete(["export", "deployment-rollout", "--object", "de"])).toEqual(expect.arrayContaining(["deployment/web", "web"]));
    expect((await complete(["replay", "deployment-rollout", "--object", ""])).some((word) => word.startsWith("Event/"))).toBe(false);
    expect(await complete(["replay", "no-such-session", "--object", ""])).toEqual([]);
    expect(await complete(["replay", "--object", ""])).toEqual([]);
    expect(await complete(["replay", "-", "--object", ""])).toEqual([]);
  });

  it("is its kinds for --kind, also after a comma", async () => {
    const kinds = await complete(["export", "deployment-rollout", "--kind", ""]);
    expect([...kinds].sort()).toEqual(["Deployment", "Pod", "ReplicaSet", "Service"]);
    expect(await complete(["report", "deployment-rollout", "--kind", "po,de"])).toContain("po,deployment");
  });

  it("is its markers, by their numbers", async () => {
    const env = { KUBESPY_DB: join(folder(), "kubespy.db") };
    await runInProcess(["import", "pod-nginx", "--session", "web"], { env });
    await runInProcess(["mark", "web", "--at", "2s", "it\u001b[31m runs"], { env });
    const { stdout } = await runInProcess(["__complete", "--", "mark", "web", "--edit", ""], { env });
    expect(stdout).toBe("1\t+2.000s it\\e[31m runs\n");
  });
});

describe("the commands of a group", () => {
  it("are completed after its name, and their flags and operands after theirs", async () => {
    expect(await complete(["lesson", ""])).toEqual(["new", "check", "export"]);
    expect(await complete(["lesson", "-"])).toEqual(["--help"]);
    expect(await complete(["lesson", "check", "-"])).toEqual(["--output", "--help"]);
    expect(await complete(["lesson", "check", "-o", ""])).toEqual(["text", "json"]);
    expect(await complete(["lesson", "check", ""])).toEqual(expect.arrayContaining(["bad-image-tag", ":files"]));
    expect(await complete(["lesson", "new", ""])).toEqual(expect.arrayContaining(["@latest", "pod-nginx"]));
    expect(await complete(["lesson", "new", "pod-nginx", "-o", ""])).toEqual([":files"]);
    expect(await complete(["lesson", "nosuch", ""])).toEqual([]);
  });

  it("are completed after help, as the others are", async () => {
    expect(await complete(["help", ""])).toEqual(expect.arrayContaining(["record", "lesson"]));
    expect(await complete(["help", "lesson", ""])).toEqual(["new", "check", "export"]);
    expect(await complete(["help", "record", ""])).toEqual([]);
    expect(await complete(["help", "nosuch", ""])).toEqual([]);
  });
});

it("each operand of a command is completed, or is free text", async () => {
  const free = ["text", "new-name", "sql", "word", "answer"];
  const { makeProgram } = await import("../../src/commands/program.js");
  const { valuesByName } = await import("../../src/commands/completion/complete-words.js");
  const context = { programName: "kubespy", version: "0", packageRoot: "." } as Parameters<typeof makeProgram>[0];
  const { commandPath, withSubcommands } = await import("../../src/commands/common/command-tree.js");
  const unknown = withSubcommands(makeProgram(context, () => {})).flatMap((command) =>
    command.registeredArguments
      .filter((argument) => argument.argChoices === undefined && !free.includes(argument.name()) && !(argument.name() in valuesByName))
      .map((argument) => `${commandPath(command)} ${argument.name()}`),
  );
  expect(unknown).toEqual([]);
});
