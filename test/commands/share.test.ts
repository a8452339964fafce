import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { describe, expect, it, onTestFinished } from "vitest";
import { sharedPage } from "../../src/app/share/write-shared.js";
import { systemClock } from "../../src/io/clock.js";
import { identity, recipient } from "../encryption/support.js";
import { InMemorySessionReader } from "../support/in-memory-session-reader.js";
import { runInProcess } from "../support/in-process.js";
import { projectRoot, temporaryFolder } from "../support/program.js";
import { kubespyInTerminal } from "../support/terminal.js";

const password = "Tr0ub4dor-and-3-horses";
const secretValue = "s3cret-Of-The-Store-77";

function pod(name: string, env: readonly object[]) {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace: "shop", uid: `u-${name}`, resourceVersion: "10", creationTimestamp: "2026-01-01T00:00:00Z" },
    spec: { containers: [{ name: "app", image: "nginx:1.27", env }] },
  };
}

const configMap = {
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name: "settings", namespace: "shop", uid: "u-cm", resourceVersion: "11" },
  data: { "app.conf": `url=https://db.internal/?key=${password}`, note: `written on a Tuesday by bob, ${secretValue}` },
};
const secret = {
  apiVersion: "v1",
  kind: "Secret",
  metadata: { name: "db", namespace: "shop", uid: "u-s", resourceVersion: "12" },
  data: { password: Buffer.from(secretValue).toString("base64") },
};
const event = {
  apiVersion: "v1",
  kind: "Event",
  metadata: { name: "web.1", namespace: "shop", uid: "u-e", resourceVersion: "13" },
  involvedObject: { kind: "Pod", name: "web", namespace: "shop", uid: "u-web" },
  reason: "Unhealthy",
  message: `Readiness probe failed: login with ${password} and ${secretValue} refused`,
};
const web = pod("web", [
  { name: "DB_PASSWORD", value: password },
  { name: "LOG_LEVEL", value: "debug" },
]);

/** A folder with a database in which objects are stored as sessions, and the program in it. */
async function workplace(sessions: Readonly<Record<string, readonly object[]>> = { web: [web, configMap, secret, event] }) {
  const folder = temporaryFolder();
  onTestFinished(() => folder[Symbol.dispose]());
  const cwd = folder.path;
  mkdirSync(join(cwd, "data"));
  const env = { KUBESPY_DB: join(cwd, "data", "k.db") };
  const run = (args: readonly string[], options: Parameters<typeof runInProcess>[1] = {}) =>
    runInProcess(args, { cwd, ...options, env: { ...env, ...options.env } });
  for (const [name, objects] of Object.entries(sessions)) {
    const lines = objects.map((object) => JSON.stringify({ type: "ADDED", object }));
    const imported = await run(["import", "-", "--session", name], { stdin: Readable.from([lines.join("\n")]) });
    if (imported.code !== 0) throw new Error(imported.stderr);
  }
  const share = (...args: string[]) => run(["share", ...args]);
  /** All that the program wrote into the folder. */
  const files = () => readdirSync(cwd).filter((name) => name !== "data");
  const read = async (file: string, ...flags: string[]) => {
    const { code, stdout, stderr } = await run(["export", file, "--as", "watch", ...flags]);
    expect(code, stderr).toBe(0);
    return stdout;
  };
  const modeOf = (file: string) => statSync(join(cwd, file)).mode & 0o777;
  const write = (file: string, text: string) => writeFileSync(join(cwd, file), text);
  return { cwd, env, run, share, files, read, modeOf, write };
}

describe("kubespy share", () => {
  it("writes a recording beside its name, says what was removed and what may remain, and what its receiver can run", async () => {
    const { share, files, read, modeOf } = await workplace();
    const { code, stdout, stderr } = await share("web");
    expect([code, stdout]).toEqual([0, ""]);
    expect(stderr.replace(/\d+ B|[\d.]+ kB/, "SIZE")).toMatchInlineSnapshot(`
      "wrote web-shared.kubespy.gz (SIZE)
      shared at level secrets: 3 values removed (ConfigMap data ×2 and environment variable), names kept
      may remain: names, labels, images, addresses, harmless settings, and texts in which no credential was recognised
      whoever receives it can run "kubespy replay web-shared.kubespy.gz"
      "kubespy share --check FILE" lists what a file still holds
      "
    `);
    expect(files()).toEqual(["web-shared.kubespy.gz"]);
    expect(modeOf("web-shared.kubespy.gz")).toBe(0o600);
    const shared = await read("web-shared.kubespy.gz");
    for (const gone of [password, Buffer.from(secretValue).toString("base64"), "Tuesday"]) expect(shared).not.toContain(gone);
    for (const kept of ["debug", "nginx:1.27", "Readiness probe failed: login with redacted-"]) expect(shared).toContain(kept);
  });

  it("writes to stdout what share reads from stdin", async () => {
    const { run, share, files } = await workplace();
    const { code, stdout, stderr } = await share("web", "-o", "-");
    expect(code).toBe(0);
    expect(stdout.split("\n")[0]).toContain('"level":"secrets"');
    expect(stderr).toContain("shared at level secrets: 3 values removed");
    expect(stderr).not.toContain("wrote");
    expect(files()).toEqual([]);
    const again = await run(["share", "-", "-o", "again.kubespy"], { stdin: Readable.from([stdout]) });
    expect(again.stderr).toContain("0 values removed");
    expect(files()).toEqual(["again.kubespy"]);
  });

  it("refuses a terminal as the place for a file", async () => {
    const { cwd, env } = await workplace();
    await using program = kubespyInTerminal(["share", "pod-nginx", "-o", "-"], { cwd, env, columns: 120 });
    await program.shows("a recording cannot be written to a terminal");
    expect(await program.exit).toMatchObject({ exitCode: 2 });
  });

  it("replaces a file with --force only, and then only its owner may read it", async () => {
    const { share, modeOf, cwd } = await workplace();
    const file = join(cwd, "out.kubespy.gz");
    writeFileSync(file, "old", { mode: 0o644 });
    expect(await share("web", "-o", "out.kubespy.gz")).toMatchObject({ code: 2, stderr: expect.stringContaining("already exists") });
    expect(readFileSync(file, "utf8")).toBe("old");
    expect((await share("web", "-o", "out.kubespy.gz", "--force")).code).toBe(0);
    expect(modeOf("out.kubespy.gz")).toBe(0o600);
  });

  it("writes what of a damaged recording can be read, with a warning, and refuses one without frames", async () => {
    const { share, run, cwd, read } = await workplace();
    await run(["export", "web", "-o", "whole.kubespy"]);
    const lines = readFileSync(join(cwd, "whole.kubespy"), "utf8").split("\n");
    writeFileSync(join(cwd, "empty.kubespy"), `${lines[0]}\n`);
    writeFileSync(join(cwd, "damaged.kubespy"), `${lines.slice(0, 3).join("\n")}\n{"half`);
    const empty = await share("empty.kubespy", "-o", "e.kubespy");
    expect(empty).toMatchObject({ code: 1, stderr: expect.stringContaining("holds no frame that can be read") });
    const damaged = await share("damaged.kubespy", "-o", "d.kubespy");
    expect(damaged).toMatchObject({ code: 0, stderr: expect.stringContaining("kubespy: warning: damaged.kubespy: ") });
    expect((await read("d.kubespy")).trimEnd().split("\n").length).toBeGreaterThan(0);
  });

  it("removes values that were recorded in clear on request, wherever they are", async () => {
    const { share, run, read } = await workplace({});
    const stdin = Readable.from([[secret, event, web].map((object) => JSON.stringify({ type: "ADDED", object })).join("\n")]);
    await run(["record", "-", "--session", "clear", "--include-secret-values", "-q"], { stdin });
    expect(await read("clear")).toContain(Buffer.from(secretValue).toString("base64"));
    expect((await share("clear", "-o", "c.kubespy")).code).toBe(0);
    const shared = await read("c.kubespy");
    expect(shared).not.toContain(Buffer.from(secretValue).toString("base64"));
    expect(shared).not.toContain(secretValue);
    expect(shared).toContain("kubespy:hmac-sha256:");
  });

  it("writes what was recorded by then of a session that is still being recorded", async () => {
    const { share, run, read } = await workplace({});
    const interrupt = new AbortController();
    async function* endless() {
      yield `${JSON.stringify({ type: "ADDED", object: web })}\n`;
      await new Promise((resolve) => interrupt.signal.addEventListener("abort", resolve));
    }
    const recording = run(["record", "-", "--session", "live", "-q"], { stdin: Readable.from(endless()), interrupt: interrupt.signal });
    for (;;) {
      const { stdout } = await run(["ls", "-o", "json"]);
      if (stdout.includes('"live"') && JSON.parse(stdout).frames === 1) break;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect((await share("live", "-o", "live.kubespy")).code).toBe(0);
    expect(await read("live.kubespy")).toContain('"name":"web"');
    interrupt.abort("SIGINT");
    await recording;
  });

  it.each([
    [["--level", "none"], 'invalid --level "none"'],
    [["--check", "--preview"], "--check and --preview cannot be combined"],
    [["--exit-code"], "--exit-code needs --check"],
    [["--preview", "-o", "x"], "--preview writes nothing, so it takes no --output"],
    [["--check", "--to", "age1x"], "--check writes nothing, so it takes no --to"],
    [["--format", "json"], "--format needs --preview or --check"],
    [["-o", "x.html"], '"x.html" is the name of a page, and a recording is written'],
    [["-o", "x.html.age", "--to", recipient], 'hint: add --as page, or name it "x.kubespy.gz.age"'],
    [["--as", "page", "-o", "x.kubespy.gz"], '"x.kubespy.gz" cannot be the name of a page'],
    [["-o", "x.kubespy.gz.age"], '"x.kubespy.gz.age" is the name of an encrypted file'],
    [["-o", "nowhere/x.kubespy"], 'cannot write "nowhere/x.kubespy": its directory does not exist'],
    [["--keep", "Pod:spec.nothing"], '--keep "Pod:spec.nothing" matches nothing in what is shared'],
    [["--remove", "/no such text/"], '--remove "/no such text/" matches nothing in what is shared'],
    [["--to", "ssh-ed25519 AAAA"], "ssh"],
    [["--to", recipient, "--passphrase"], "--to and --passphrase cannot be combined"],
    [["--rules", "none.yaml"], "cannot read the rules file none.yaml: it does not exist"],
  ])("refuses %j and writes nothing", async (flags, message) => {
    const { share, files } = await workplace();
    const { code, stderr } = await share("web", ...flags);
    expect(stderr).toContain(message);
    expect(code).not.toBe(0);
    expect(files()).toEqual([]);
  });
});

describe("several sessions that are shared together", () => {
  const two = { a: [web], b: [pod("web", [{ name: "DB_PASSWORD", value: password }])] };

  it("become recordings in a directory, and still compare", async () => {
    const { share, run, cwd } = await workplace(two);
    mkdirSync(join(cwd, "out"));
    const { code, stderr } = await share("a", "b", "-o", "out");
    expect(code).toBe(0);
    expect(readdirSync(join(cwd, "out")).sort()).toEqual(["a-shared.kubespy.gz", "b-shared.kubespy.gz"]);
    expect(stderr).toContain('whoever receives them can run "kubespy compare a-shared.kubespy.gz b-shared.kubespy.gz"');
    const compared = await run(["compare", "out/a-shared.kubespy.gz", "out/b-shared.kubespy.gz", "-o", "json"]);
    expect(compared.stdout).not.toContain("may only be replaced differently");
  });

  it("need a directory that exists, or that is named with a slash, not stdout", async () => {
    const { share, files, cwd } = await workplace(two);
    const { stderr } = await share("a", "b", "-o", "out");
    expect(stderr).toContain('"out" is no directory, and several recordings are written');
    expect(stderr).toContain('name it "out/" to create it');
    expect((await share("a", "b", "-o", "new/")).code).toBe(0);
    expect(readdirSync(join(cwd, "new")).sort()).toEqual(["a-shared.kubespy.gz", "b-shared.kubespy.gz"]);
    expect(statSync(join(cwd, "new")).mode & 0o777).toBe(0o700);
    expect((await share("a", "b", "-o", "unwritten/", "--keep", "Pod:spec.none")).code).toBe(2);
    rmSync(join(cwd, "new"), { recursive: true });
    expect((await share("a", "b", "-o", "-")).stderr).toContain("several recordings cannot be written to stdout");
    expect(files()).toEqual([]);
  });

  it("are written all or none: one file that is there already keeps the other from being written", async () => {
    const { share, files, write, cwd } = await workplace(two);
    write("b-shared.kubespy.gz", "mine");
    expect(await share("a", "b")).toMatchObject({ code: 2, stderr: expect.stringContaining('"b-shared.kubespy.gz" already exists') });
    expect(files()).toEqual(["b-shared.kubespy.gz"]);
    expect(readFileSync(join(cwd, "b-shared.kubespy.gz"), "utf8")).toBe("mine");
    expect((await share("a", "b", "--force")).code).toBe(0);
    expect(files()).toEqual(["a-shared.kubespy.gz", "b-shared.kubespy.gz"]);
  });

  it("of the same name become files of different names", async () => {
    const { share, run, files, cwd } = await workplace(two);
    mkdirSync(join(cwd, "data", "x"));
    await run(["export", "a", "-o", "data/a.kubespy"]);
    await run(["export", "a", "-o", "data/x/a.kubespy"]);
    expect((await share("data/a.kubespy", "data/x/a.kubespy")).code).toBe(0);
    expect(files()).toEqual(["a-2-shared.kubespy.gz", "a-shared.kubespy.gz"]);
  });
});

describe("a page that is shared", () => {
  it("holds the session without what was removed, and every command reads it", async () => {
    const { share, run, cwd, read } = await workplace();
    const { code, stderr } = await share("web", "--as", "page", "-o", "page.html");
    expect(code).toBe(0);
    expect(stderr).toContain("whoever receives it can open it in any browser\n");
    expect((await run(["show", "page.html"])).stdout).toContain("Shared at level secrets: 3 values removed");
    expect(await read("page.html")).not.toContain(password);
    expect(readFileSync(join(cwd, "page.html"), "utf8")).not.toContain(password);
  });

  it("of two sessions holds both, and their comparison", async () => {
    const { share, run, files } = await workplace({ a: [web], b: [web, event] });
    expect((await share("a", "b", "--as", "page")).code).toBe(0);
    expect(files()).toEqual(["a-vs-b-shared.html"]);
    expect((await run(["show", "a-vs-b-shared.html#2"])).stdout).toContain("2 frames");
    expect((await share("a", "b", "a", "--as", "page")).stderr).toContain("a page holds one session or two, not 3");
  });

  it("is an archive when it is named so", async () => {
    const { share, run, cwd } = await workplace();
    expect((await share("web", "--as", "page", "-o", "page.zip")).code).toBe(0);
    expect(readFileSync(join(cwd, "page.zip")).subarray(0, 2).toString()).toBe("PK");
    expect((await run(["show", "page.zip"])).code).toBe(0);
  });

  it("that is too large offers the recording", async () => {
    const session = new InMemorySessionReader([], { summary: { frames: 300_000 } });
    const warnings: string[] = [];
    const shared = { sessions: [session], prove: async () => {} } as unknown as Parameters<typeof sharedPage>[0];
    const context = {
      packageRoot: projectRoot,
      version: "0.0.0",
      clock: systemClock,
      cwd: projectRoot,
      interrupt: new AbortController().signal,
    };
    for await (const _ of sharedPage(shared, context, { onWarning: (text) => warnings.push(text) }));
    expect(warnings).toEqual([expect.stringContaining('"--as recording" has no limit')]);
  });
});

describe("share --preview", () => {
  it("lists what would be removed, masked, and writes nothing", async () => {
    const { share, files } = await workplace();
    const { code, stdout, stderr } = await share("web", "--preview");
    expect(code).toBe(0);
    expect(stdout).toMatchInlineSnapshot(`
      "WHAT                   OBJECTS   VALUES   EXAMPLE                        WHERE
      ConfigMap data               1        1   wri*** (about 64 characters)   ConfigMap:data.note
      ConfigMap data               1        1   url*** (about 64 characters)   ConfigMap:data["app.conf"]
      environment variable         1        1   Tr0*** (about 16 characters)   Pod:spec.containers[app].env[DB_PASSWORD].value
      "
    `);
    expect(stderr).toBe("nothing was written\nto keep a value, pass its place in quotes: --keep 'WHERE'\n");
    expect(stdout).not.toContain(password);
    expect(files()).toEqual([]);
  });

  it("is cut to a terminal, but for the places, which --keep takes", async () => {
    const { cwd, env } = await workplace();
    await using program = kubespyInTerminal(["share", "web", "--preview"], { cwd, env, columns: 60 });
    const screen = await program.shows("pass its place");
    await program.exit;
    expect(screen).toContain("WHAT");
    expect(screen).not.toContain("WHERE ");
    expect(screen).toContain('\n  ConfigMap:data["app.conf"]');
  });

  it("is JSON on request, and names places as --keep takes them", async () => {
    const { share, read } = await workplace();
    const listed = JSON.parse((await share("web", "--preview", "--format", "json", "--level", "identities")).stdout);
    expect(listed).toMatchObject({ schemaVersion: 1, level: "identities" });
    expect(listed.pseudonyms.length).toBeGreaterThan(0);
    const { where } = listed.removals.find(({ where }: { where: string }) => where.includes("note"));
    const { code, stderr } = await share("web", "--keep", where, "-o", "kept.kubespy", "--remove", "/nginx:[\\d.]+/");
    expect([code, stderr]).toEqual([0, expect.stringContaining(`kept on request: ${where}\n`)]);
    const shared = await read("kept.kubespy");
    expect(shared).toContain("Tuesday");
    expect(shared).not.toContain("nginx:1.27");
  });

  it("lists what a pattern matches", async () => {
    const { share } = await workplace({ plain: [pod("web", [])] });
    const { code, stdout } = await share("plain", "--preview", "--remove", "/nginx:[\\d.]+/");
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^match of a pattern +1 +1 .*Pod:spec\.containers\[app\]\.image$/m)]);
  });

  it("is printed also where a typed rule matches nothing: it shows the right path", async () => {
    const { share } = await workplace();
    const { code, stdout, stderr } = await share("web", "--preview", "--keep", "ConfigMap:data.nothing");
    expect([code, stdout, stderr]).toEqual([2, expect.stringContaining("ConfigMap:data.note"), expect.stringContaining("matches nothing")]);
  });

  it("says that level skeleton leaves out more than is listed", async () => {
    const { share } = await workplace({ plain: [pod("web", [])] });
    expect((await share("plain", "--preview", "--level", "skeleton")).stderr).toContain(
      "also leaves out all free text, which is not listed",
    );
  });

  it("says when nothing would be removed", async () => {
    const { share } = await workplace({ plain: [pod("web", [])] });
    expect(await share("plain", "--preview")).toEqual({
      code: 0,
      stdout: "",
      stderr: "level secrets would remove nothing\nnothing was written\n",
    });
  });
});

describe("a session whose names are pseudonyms", () => {
  const ended = { exitCode: 1, reason: "Error", startedAt: "2026-01-01T00:00:00Z", finishedAt: "2026-01-01T00:00:01Z" };
  const waiting = {
    name: "app",
    restartCount: 3,
    state: { waiting: { reason: "CrashLoopBackOff", message: "back-off 40s" } },
    lastState: { terminated: ended },
  };
  const crashing = { ...web, status: { phase: "Running", containerStatuses: [waiting] } };

  it("says so where commands with names are advised, and not that its texts are those of the API server", async () => {
    const { share, run } = await workplace({ web: [crashing] });
    const note = "Names are pseudonyms: in commands for the cluster, use the real ones.";
    await share("web", "--level", "identities", "-o", "i.kubespy");
    await share("web", "-o", "s.kubespy");
    expect((await run(["diagnose", "i.kubespy"])).stdout).toContain(note);
    expect((await run(["diagnose", "s.kubespy"])).stdout).not.toContain(note);
    expect((await run(["show", "i.kubespy"])).stdout).toMatch(/^Size: .* as JSON\.$/m);
    expect((await run(["show", "web"])).stdout).toContain("as the API server sent it");
  });
});

describe("share --check", () => {
  it("tells the receiver what a file says of itself, and what it still holds", async () => {
    const { share, run } = await workplace();
    await run(["export", "web", "-o", "raw.kubespy"]);
    const raw = await share("--check", "raw.kubespy", "--exit-code");
    expect(raw.code).toBe(3);
    expect(raw.stdout).toContain("environment variable");
    expect(raw.stderr).toContain("web: never shared, as far as it says\nit still holds what is listed, which level secrets removes\n");
    expect((await share("--check", "raw.kubespy")).code).toBe(0);
    await share("web", "-o", "shared.kubespy");
    expect(await share("--check", "shared.kubespy", "--exit-code")).toEqual({
      code: 0,
      stdout: "",
      stderr: expect.stringMatching(/^web: shared at level secrets: 3 values .*\nfound nothing that level secrets removes; /),
    });
  });

  it("ignores rules that lie about, which could keep what it should find", async () => {
    const { share, run, write } = await workplace();
    await run(["export", "web", "-o", "raw.kubespy"]);
    write("kubespy-share.yaml", "keep: ['**.env', '**.data']\n");
    expect((await share("--check", "raw.kubespy", "--exit-code")).code).toBe(3);
  });
});

describe("a rules file", () => {
  it("is found and named; rules in it that match nothing are said, and are no error", async () => {
    const { share, write, read } = await workplace();
    write("kubespy-share.yaml", `level: secrets\nkeep:\n  - 'ConfigMap:data.note'\n  - 'Pod:spec.nothing'\n`);
    const { code, stderr } = await share("web", "-o", "w.kubespy");
    expect(code).toBe(0);
    expect(stderr).toMatch(/^rules: kubespy-share\.yaml\nkubespy-share\.yaml:4:\d+: nothing matches Pod:spec\.nothing\nwrote w\.kubespy/);
    expect(await read("w.kubespy")).toContain("Tuesday");
  });

  it("with a mistake is an error with line and column, and nothing is written", async () => {
    const { share, write, files } = await workplace();
    write("kubespy-share.yaml", "level: secrets\nkep:\n  - a\n");
    const { code, stderr } = await share("web");
    expect(code).toBe(2);
    expect(stderr).toMatch(/kubespy-share\.yaml:2:1/);
    expect(files()).toEqual(["kubespy-share.yaml"]);
  });
});

describe("a share that is encrypted", () => {
  it("is read back with the identity", async () => {
    const { share, run, read, write, files } = await workplace();
    write("id.txt", `${identity}\n`);
    const { code, stderr } = await share("web", "--to", recipient);
    expect(code).toBe(0);
    expect(files()).toContain("web-shared.kubespy.gz.age");
    expect(stderr).toContain('can run "kubespy replay web-shared.kubespy.gz.age --identity FILE"');
    expect(await read("web-shared.kubespy.gz.age", "--identity", "id.txt")).not.toContain(password);
    expect((await share("--check", "web-shared.kubespy.gz.age", "--identity", "id.txt", "--exit-code")).code).toBe(0);
    expect((await share("web", "--as", "page", "--to", recipient)).code).toBe(0);
    expect((await run(["show", "web-shared.html.age", "--identity", "id.txt"])).code).toBe(0);
  });

  it("can have a passphrase, which is to be sent another way", async () => {
    const { run } = await workplace();
    const env = { KUBESPY_PASSPHRASE: "five random words" };
    const { stderr } = await run(["share", "web", "--passphrase", "-o", "p.kubespy.gz.age"], { env });
    expect(stderr).toContain("give them the passphrase another way than the file\n");
    expect((await run(["show", "p.kubespy.gz.age"], { env })).code).toBe(0);
  });
});

describe("a session that was shared before", () => {
  it("keeps its manifest, its level and its pseudonyms when it is shared again", async () => {
    const { share, run, read } = await workplace();
    await share("web", "--level", "identities", "-o", "one.kubespy");
    const { code, stderr } = await share("one.kubespy", "-o", "two.kubespy");
    expect(code).toBe(0);
    expect(stderr).toContain("level identities instead of secrets: what was shared at that level before stays at it\n");
    const { shared } = JSON.parse((await run(["show", "two.kubespy", "-o", "json"])).stdout);
    expect(shared).toMatchObject({ level: "identities", before: { level: "identities" } });
    const objects = (text: string) => text.split("\n").map((line) => (line === "" ? "" : JSON.parse(line).object.metadata.name));
    expect(objects(await read("two.kubespy"))).toEqual(objects(await read("one.kubespy")));
  });

  it("is not shared together with an original where names are replaced", async () => {
    const { share, files } = await workplace();
    await share("web", "--level", "identities", "-o", "one.kubespy");
    const { code, stderr } = await share("one.kubespy", "web");
    expect(code).toBe(2);
    expect(stderr).toContain("was shared before and has pseudonyms; the others have none");
    expect(stderr).toContain("hint: share the original recordings together");
    expect(files()).toEqual(["one.kubespy"]);
  });
});

describe("an interrupted share", () => {
  it.each([
    ["a recording", ["web", "-o", "out.kubespy.gz"]],
    ["a page", ["web", "--as", "page", "-o", "out.html"]],
    ["several recordings", ["web", "pod-nginx"]],
    ["a preview", ["web", "--preview"]],
  ])("of %s leaves nothing behind, whenever it is interrupted", async (_, args) => {
    const { run, files } = await workplace();
    let completed = 0;
    // Every phase asks the signal: it says "aborted" from the nth question on, for each n until the command gets through.
    for (let after = 0; after < 400 && completed === 0; after += after < 40 ? 1 : 25) {
      const { code, stdout } = await run(["share", ...args], { interrupt: abortedAfter(after) });
      if (code === 0) completed++;
      else {
        expect(code).toBe(130);
        expect(stdout).toBe("");
        expect(files()).toEqual([]);
      }
    }
    expect(completed).toBe(1);
  });
});

/** A signal that aborts when it was asked so many times. */
function abortedAfter(questions: number): AbortSignal {
  const controller = new AbortController();
  let asked = 0;
  return new Proxy(controller.signal, {
    get(signal, name) {
      if ((name === "aborted" || name === "throwIfAborted") && asked++ >= questions) controller.abort("SIGINT");
      const value: unknown = Reflect.get(signal, name, signal);
      return typeof value === "function" ? value.bind(signal) : value;
    },
  });
}
