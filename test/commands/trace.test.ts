import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ended, runProgram, serve, startProgram, temporaryFolder } from "../support/program.js";
import { kubespyInTerminal } from "../support/terminal.js";

interface Picture {
  readonly schemaVersion: number;
  readonly offsetMs: number;
  readonly waiting: readonly string[];
}

async function pictures(...args: readonly string[]): Promise<readonly Picture[]> {
  const { stdout, code, stderr } = await runProgram(["trace", ...args, "-o", "json"]);
  expect(code, stderr).toBe(0);
  return stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
}

describe("kubespy trace SESSION", () => {
  it("prints the last state in a pipe", async () => {
    const { stdout, code } = await runProgram(["trace", "deployment-bad-rollout"]);
    expect(code).toBe(0);
    await expect(stdout).toMatchFileSnapshot("__snapshots__/trace-end.txt");
  });

  it("prints the state at any moment", async () => {
    const [picture, ...others] = await pictures("deployment-bad-rollout", "--at", "25s");
    expect(others).toEqual([]);
    expect(picture?.offsetMs).toBe(25_000);
    expect(picture?.waiting[0]).toContain("image nginx:nonsense");
  });

  it.each(["pod-nginx", "pod-crashloop", "job-backoff", "service-clusterip"])(
    "prints at every moment what the objects wait for: %s",
    async (name) => {
      const told = (await pictures(name, "--all")).map(
        ({ offsetMs, waiting }) => `+${(offsetMs / 1000).toFixed(3)}s  ${waiting.join("\n          ")}`,
      );
      await expect(`${told.join("\n")}\n`).toMatchFileSnapshot(`__snapshots__/waiting.${name}.txt`);
    },
  );

  it("--object shows another object of the session and its tree", async () => {
    const { stdout } = await runProgram(["trace", "deployment-bad-rollout", "--object", "rs/web-5d8bd76dd7", "--at", "25s"]);
    expect(stdout).toContain("ReplicaSet/web-5d8bd76dd7 waits for its Pod to become available");
    expect(stdout).not.toContain("Deployment/web  ");
  });

  it.each([
    [["trace", "pod-nginx", "--until", "ready"], '--until cannot be used with the session "pod-nginx"'],
    [["trace", "pod/nginx", "--at", "2s"], "--at cannot be used with an object of the cluster"],
    [["trace", "pod-nginx", "--at", "2s", "--speed", "2"], "--at and --speed cannot be combined"],
    [["trace", "deploy/web", "--end"], "--end cannot be used with an object of the cluster"],
    [["trace", "pod-nginx", "--end", "--all"], "--end and --all cannot be combined"],
    [["trace", "no-such-session"], 'no session "no-such-session"'],
    [["trace"], "no object or session given"],
  ])("%j is an error that names the cause", async (args, message) => {
    const { code, stderr, stdout } = await runProgram(args);
    expect({ code: code === 1 || code === 2, stdout }).toEqual({ code: true, stdout: "" });
    expect(stderr).toContain(message);
  });
});

describe("kubespy trace TARGET", () => {
  it("accepts targets in the forms of kubectl and of the older tool, and stores nothing without --session", async () => {
    await using cluster = await serve("service-clusterip", ["--at", "50%"]);
    using folder = temporaryFolder();
    const env = { KUBECONFIG: cluster.kubeconfig, KUBESPY_DB: join(folder.path, "k.db") };
    const forms = ["svc/web", "service web", "service default/web", "v1 Service default/web", "services web -n default"];
    const runs = await Promise.all(forms.map((form) => runProgram(["trace", ...form.split(" "), "--until", "ready"], { env })));
    for (const { code, stdout, stderr } of runs) {
      expect(code, stderr).toBe(0);
      expect(stdout).toMatch(/^Service\/web +Active .* 2\/2 .*\n├ EndpointSlice\/web-fb9gc .*\n├ Pod\/web-1 .*\n└ Pod\/web-2 /m);
    }
    expect(existsSync(env.KUBESPY_DB)).toBe(false);
  });

  it("waits for a target that does not exist yet, ends at --until, and records it with --session", async () => {
    await using cluster = await serve("deployment-bad-rollout", ["--speed", "1"]);
    using folder = temporaryFolder();
    const env = { KUBECONFIG: cluster.kubeconfig, KUBESPY_DB: join(folder.path, "k.db") };
    const { code, stdout, stderr } = await runProgram(
      ["trace", "deploy", "web", "--until", "ready", "--timeout", "30s", "--session", "first"],
      { env },
    );
    expect(code, stderr).toBe(0);
    const at = ["waiting for deployment.apps/web to be created", "Deployment/web waits for", "Deployment/web is Available (2/2)"].map(
      (text) => stdout.indexOf(text),
    );
    expect(
      at.every((place) => place >= 0),
      stdout,
    ).toBe(true);
    expect(at).toEqual([...at].sort((a, b) => a - b));
    const shown = await runProgram(["show", "first", "-o", "json"], { env });
    expect(JSON.parse(shown.stdout)).toMatchObject({ name: "first", end: { outcome: "until" } });
  });

  it("ends without an error when its output is closed", async () => {
    await using cluster = await serve("deployment-rollout", ["--speed", "4"]);
    const child = startProgram(["trace", "deploy/web"], { env: { KUBECONFIG: cluster.kubeconfig } });
    const result = ended(child);
    child.stdout?.once("data", () => child.stdout?.destroy());
    expect((await result).code).toBe(0);
  });
});

describe("on a terminal", () => {
  it("the tree is redrawn in place, and the last one stays below the earlier output", async () => {
    await using terminal = kubespyInTerminal(["trace", "deployment-bad-rollout", "--speed", "16"]);
    await terminal.shows("ReplicaSet/web-5d8bd76dd7 (new)");
    expect((await terminal.exit).exitCode).toBe(0);
    const text = await terminal.shows("Deployment/web is Available (2/2)");
    expect(text.match(/^object /gm)).toHaveLength(1);
    expect(text.split("\n")[0]).toBe("deployment-bad-rollout at +42.673s of 42.7s, 16x");
    expect(terminal.isAlternate).toBe(false);
  });

  it("Ctrl-C leaves the last tree on the screen", async () => {
    await using terminal = kubespyInTerminal(["trace", "deployment-bad-rollout"]);
    await terminal.shows("Pod/web-7d876db474-vmt56");
    terminal.type("\u0003");
    expect((await terminal.exit).exitCode).toBe(130);
    const text = await terminal.shows(/^(?!.*Ctrl-C ends)/s);
    expect(text.match(/^object /gm)).toHaveLength(1);
    expect(text).toContain("Pod/web-7d876db474-vmt56");
  });

  it("Ctrl-C ends a live trace, and the findings are summarised where a session was recorded", async () => {
    await using cluster = await serve("pod-bad-image-tag", ["--at", "50%"]);
    using folder = temporaryFolder();
    const env = { KUBECONFIG: cluster.kubeconfig, KUBESPY_DB: join(folder.path, "k.db") };
    await using terminal = kubespyInTerminal(["trace", "pod/nginx", "--session", "s"], { env });
    await terminal.shows("! ErrImagePull");
    terminal.type("\u0003");
    expect((await terminal.exit).exitCode).toBe(0);
    await terminal.shows(/findings?, .*open; see "kubespy diagnose s"/);
  });

  it("the last tree is complete, where earlier ones were folded to fit", async () => {
    await using terminal = kubespyInTerminal(["trace", "deployment-bad-rollout", "--speed", "16"], { columns: 60, rows: 11 });
    await terminal.shows(/… \d+ more line/);
    expect((await terminal.exit).exitCode).toBe(0);
    const last = terminal.output.slice(terminal.output.lastIndexOf("deployment-bad-rollout at"));
    expect(last).toContain("Deployment/web is Available (2/2)");
    expect(last).not.toMatch(/… \d+ more/);
    expect(last.split("\n").length).toBeGreaterThan(7);
  });

  it("the tree is redrawn when the terminal becomes smaller", async () => {
    await using terminal = kubespyInTerminal(["trace", "deployment-rollout", "--speed", "2"], { columns: 120, rows: 30 });
    await terminal.shows("└ Pod/web-7d876db474-hhkv6");
    terminal.resize(60, 12);
    await terminal.shows("more Pods");
    expect((await terminal.exit).exitCode).toBe(0);
    const last = terminal.output.slice(terminal.output.lastIndexOf("at +14.351s of 14.4s, 2x"));
    expect(last.match(/^Deployment\/web +.*Available/gm)).toHaveLength(1);
  });

  it("NO_COLOR removes the colour", async () => {
    await using terminal = kubespyInTerminal(["trace", "pod-nginx", "--speed", "16"], { env: { NO_COLOR: "1" } });
    await terminal.exit;
    expect(terminal.output).not.toMatch(/\[[\d;]+m/);
  });

  it("messages appear above the tree", async () => {
    await using cluster = await serve("service-clusterip", ["--at", "50%"]);
    await using terminal = kubespyInTerminal(["trace", "svc/web"], { env: { KUBECONFIG: cluster.kubeconfig } });
    await terminal.shows("└ Pod/web-2");
    terminal.type("\u0003");
    expect((await terminal.exit).exitCode).toBe(0);
    const lines = (await terminal.shows("stopped by Ctrl-C")).split("\n").filter((line) => line !== "");
    expect(lines[0]).toMatch(/^kubespy: watching service\/web/);
    expect(lines.at(-1)).toBe("kubespy: stopped by Ctrl-C");
    expect(lines.filter((line) => line.startsWith("Service/web is Active"))).toHaveLength(1);
  });
});
