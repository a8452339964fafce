import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { gunzipSync } from "node:zlib";
import { armor } from "age-encryption";
import { afterAll, describe, expect, it } from "vitest";
import { encryptTo, encryptWithPassphrase } from "../../src/encryption/encrypt.js";
import { openRecordingFile } from "../../src/index.js";
import { bytesOf, identity, piecesOf, recipient } from "../encryption/support.js";
import { runInProcess } from "../support/in-process.js";
import { projectRoot, temporaryFolder } from "../support/program.js";
import { kubespyInTerminal } from "../support/terminal.js";

const folder = temporaryFolder();
afterAll(() => folder[Symbol.dispose]());
const cwd = folder.path;
const env = { KUBESPY_DB: join(cwd, "kubespy.db"), KUBESPY_HINTS: "off" };
const run = (args: readonly string[], options: Parameters<typeof runInProcess>[1] = {}) =>
  runInProcess(args, { cwd, ...options, env: { ...env, ...options.env } });

const recording = readFileSync(join(projectRoot, "recordings", "deployment-bad-rollout.kubespy.gz"));
const encrypted = (bytes: Uint8Array) => bytesOf(encryptTo([recipient], piecesOf(bytes)));
const write = (name: string, bytes: Uint8Array | string) => writeFileSync(join(cwd, name), bytes);

const age = await encrypted(recording);
write("plain.kubespy.gz", recording);
write("x.kubespy.gz.age", age);
write("renamed", age);
write("x.asc", armor.encode(age));
write("id.txt", `# created: 2026-01-01T00:00:00Z\n# public key: ${recipient}\n${identity}\n`);
write("p.kubespy.gz.age", await bytesOf(encryptWithPassphrase("five random words", piecesOf(recording))));
for (const name of ["page.html", "page.zip"]) {
  await run(["report", "plain.kubespy.gz", "-o", name, ...(name.endsWith("zip") ? ["--zip"] : [])]);
  write(`${name}.age`, await encrypted(readFileSync(join(cwd, name))));
}
await run(["report", "plain.kubespy.gz", "pod-nginx", "-o", "two.html"]);
write("two.html.age", await encrypted(readFileSync(join(cwd, "two.html"))));

const withIdentity = ["--identity", "id.txt"];
/** The size of the file is that of the encrypted one. */
const sizeless = (text: string) => text.replace(/"storedBytes":\d+|[\d.]+ kB stored/g, "");
/** As it would say it of the plain file, whose commands need no identity. */
const named = (text: string) => text.replaceAll("x.kubespy.gz.age", "plain.kubespy.gz").replaceAll(/ --identity \S+/g, "");

describe("every command that takes a file takes one that is encrypted", () => {
  it.each([
    ["show", "-o", "json"],
    ["replay"],
    ["diagnose"],
    ["status"],
    ["changes"],
    ["trace"],
    ["export", "-o", "-"],
    ["export", "-o", "-", "--as", "markdown"],
  ])("%s", async (command, ...flags) => {
    const plain = await run([command, "plain.kubespy.gz", ...flags]);
    expect(plain.code).toBe(0);
    const read = await run([command, "x.kubespy.gz.age", ...flags, ...withIdentity]);
    expect(sizeless(named(read.stdout))).toBe(sizeless(plain.stdout));
    expect(read.code).toBe(0);
  });

  it("compare", async () => {
    const { code, stdout } = await run(["compare", "x.kubespy.gz.age", "plain.kubespy.gz", "--exit-code", ...withIdentity]);
    expect(code).toBe(0);
    expect(stdout).not.toBe("");
  });

  it("compare, of the two sessions in a page", async () => {
    const plain = await run(["compare", "two.html"]);
    const read = await run(["compare", "two.html.age", ...withIdentity]);
    expect(read.stdout.replaceAll("two.html.age", "two.html")).toBe(plain.stdout);
    expect((await run(["show", "two.html.age#2", "-o", "json", ...withIdentity])).code).toBe(0);
    expect((await run(["show", "two.html.age", ...withIdentity])).stderr).toContain('name one of them: "two.html.age#1"');
  });

  it("import, also of what kubectl writes", async () => {
    expect(await run(["import", "x.kubespy.gz.age", "--session", "imported", ...withIdentity])).toMatchObject({ code: 0 });
    const exported = (name: string) => run(["export", name, "--as", "watch", "-o", "-"]);
    expect((await exported("imported")).stdout).toBe((await exported("plain.kubespy.gz")).stdout);
    const event = { type: "ADDED", object: { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "x", uid: "u" } } };
    write("watch.json.age", await encrypted(Buffer.from(JSON.stringify(event))));
    expect(await run(["import", "watch.json.age", ...withIdentity])).toMatchObject({ code: 0, stderr: /session "watch" \(1 frame\)/ });
  });

  it("report, whose page is not encrypted", async () => {
    expect(await run(["report", "x.kubespy.gz.age", "-o", "read.html", ...withIdentity])).toMatchObject({ code: 0 });
    const lines = (file: string) => run(["export", file, "-o", "-"]);
    expect((await lines("read.html")).stdout).toBe((await lines("plain.kubespy.gz")).stdout);
  });

  it.each([
    ["serve", "--kubeconfig-out", "kubeconfig"],
    ["open", "--no-browser"],
  ])("%s", async (command, ...flags) => {
    const interrupt = new AbortController();
    const onOutput = () => interrupt.abort("SIGINT");
    const options = { interrupt: interrupt.signal, onOutput };
    expect(await run([command, "x.kubespy.gz.age", ...flags, ...withIdentity], options)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("127.0.0.1"),
    });
    rmSync(join(cwd, "kubeconfig"), { force: true });
  });
});

describe("an encrypted file", () => {
  const shown = run(["show", "plain.kubespy.gz"]).then(({ stdout }) => sizeless(stdout.slice(stdout.indexOf("\nSize:"))));

  it("is recognised by its content: renamed, armored, a page, an archive", async () => {
    for (const name of ["renamed", "x.asc", "page.html.age", "page.zip.age"]) {
      const { code, stdout, stderr } = await run(["show", name, ...withIdentity]);
      expect(stderr, name).toBe("");
      expect(code, name).toBe(0);
      expect(sizeless(stdout.slice(stdout.indexOf("\nSize:"))), name).toBe(await shown);
    }
  });

  it("is read from stdin", async () => {
    const { code, stdout } = await run(["replay", "-", ...withIdentity], { stdin: Readable.from([age]) });
    expect(code).toBe(0);
    expect(stdout.split("\n").length).toBeGreaterThan(100);
  });

  it("is opened with the identities that KUBESPY_IDENTITY names, several as in PATH", async () => {
    write("other.txt", "AGE-SECRET-KEY-1".concat(identity.slice(16)));
    expect((await run(["show", "x.kubespy.gz.age"], { env: { KUBESPY_IDENTITY: "other.txt:id.txt" } })).code).toBe(0);
  });

  it("is opened by the library", async () => {
    for (const [file, options] of [
      ["x.kubespy.gz.age", { identities: [identity] }],
      ["x.asc", { identities: [readFileSync(join(cwd, "id.txt"), "utf8")] }],
      ["p.kubespy.gz.age", { passphrase: "five random words" }],
    ] as const) {
      const reader = await openRecordingFile(join(cwd, file), options);
      expect(reader.warnings).toEqual([]);
      expect(reader.summary.frames).toBeGreaterThan(50);
      await reader.close();
    }
    await expect(openRecordingFile(join(cwd, "x.asc"))).rejects.toMatchObject({ hint: expect.stringContaining("--identity") });
  });

  it("is refused where no identity is given, with the next step", async () => {
    expect(await run(["show", "x.kubespy.gz.age"])).toEqual({
      code: 1,
      stdout: "",
      stderr:
        "kubespy: error: x.kubespy.gz.age is encrypted, and no identity to decrypt it with was given\n" +
        'kubespy: hint: pass --identity FILE, with the file that "age-keygen -o FILE" wrote, or set KUBESPY_IDENTITY to its path\n',
    });
  });

  it("is refused where the identity file is missing or holds none", async () => {
    expect((await run(["show", "x.kubespy.gz.age", "--identity", "nowhere"])).stderr).toContain(
      'error: cannot read the identity file "nowhere": the file does not exist',
    );
    write("empty.txt", "# nothing\n");
    expect((await run(["show", "x.kubespy.gz.age", "--identity", "empty.txt"])).stderr).toContain("error: empty.txt holds no identity");
  });

  it("is refused where an encrypted file is given as the identity", async () => {
    expect((await run(["show", "x.kubespy.gz.age", "--identity", "x.kubespy.gz.age"])).stderr).toContain(
      "error: the identity file x.kubespy.gz.age is encrypted, and no identity to decrypt it with was given",
    );
  });

  it("needs no identity file where the file is not encrypted", async () => {
    expect((await run(["show", "plain.kubespy.gz", "--identity", "nowhere"])).code).toBe(0);
  });

  it("cannot be meant where an object of the cluster is named", async () => {
    expect(await run(["status", "deploy/web", ...withIdentity])).toMatchObject({
      code: 2,
      stderr: /^kubespy: error: --identity cannot be used with an object of the cluster/,
    });
  });

  it("that is cut short is read as far as it is authentic, with a warning", async () => {
    const plain = gunzipSync(recording);
    const long = await encrypted(plain);
    for (const [name, bytes] of [
      ["cut", long.subarray(0, long.length - 5000)],
      ["flipped", Buffer.from(long.map((byte, i) => (i === long.length - 1 ? byte ^ 1 : byte)))],
    ] as const) {
      write(name, bytes);
      const { code, stderr, stdout } = await run(["replay", name, ...withIdentity, "-o", "json"]);
      expect(stderr).toMatch(/^kubespy: warning: \w+: the encrypted file is damaged or cut short; \d+ frames are readable\n$/);
      expect(code).toBe(0);
      const whole = (await run(["replay", "plain.kubespy.gz", "-o", "json"])).stdout.trimEnd().split("\n");
      const read = stdout.trimEnd().split("\n");
      expect(read.length).toBeGreaterThan(10);
      expect(read.length).toBeLessThan(whole.length);
      expect(await run(["import", name, "--session", name, ...withIdentity])).toMatchObject({ code: 0 });
      expect(await run(["report", name, "-o", `${name}.html`, ...withIdentity])).toMatchObject({ code: 0 });
      expect((await run(["replay", `${name}.html`, "-o", "json"])).stdout.trimEnd().split("\n").length).toBe(read.length);
    }
  });

  it("whose first chunk is damaged is refused", async () => {
    write("damaged", age.subarray(0, 3000));
    expect(await run(["show", "damaged", ...withIdentity])).toMatchObject({
      code: 1,
      stderr: "kubespy: error: cannot decrypt damaged: it is damaged or cut short\nkubespy: hint: get the file again from its sender\n",
    });
  });

  it("does not keep an interrupt waiting", async () => {
    const interrupt = new AbortController();
    async function* endless() {
      yield* encryptTo([recipient], zeros());
    }
    async function* zeros() {
      yield gunzipSync(recording).subarray(0, 5000);
      for (;;) yield Buffer.alloc(64 * 1024, 0x20);
    }
    setTimeout(() => interrupt.abort("SIGINT"), 300);
    const { code } = await run(["show", "-", ...withIdentity], { stdin: Readable.from(endless()), interrupt: interrupt.signal });
    expect(code).toBe(130);
  });
});

describe("a passphrase", () => {
  const file = "p.kubespy.gz.age";

  it("is taken from KUBESPY_PASSPHRASE", async () => {
    expect((await run(["show", file], { env: { KUBESPY_PASSPHRASE: "five random words" } })).code).toBe(0);
    expect((await run(["show", file], { env: { KUBESPY_PASSPHRASE: "wrong" } })).stderr).toBe(
      `kubespy: error: wrong passphrase for ${file}\nkubespy: hint: check KUBESPY_PASSPHRASE, or ask its sender\n`,
    );
  });

  it("is requested once, also by commands that read a file again", async () => {
    const asked: string[] = [];
    const askSecret = async (question: string) => {
      asked.push(question);
      return "five random words";
    };
    expect((await run(["import", file, "--session", "once"], { askSecret })).code).toBe(0);
    expect((await run(["report", file, "-o", "once.html"], { askSecret })).code).toBe(0);
    expect(asked).toEqual([`Passphrase for ${file}: `, `Passphrase for ${file}: `]);
  });

  it("needs a terminal or the variable", async () => {
    expect(await run(["show", file])).toEqual({
      code: 1,
      stdout: "",
      stderr:
        `kubespy: error: ${file} is encrypted with a passphrase: cannot prompt for it without a terminal\n` +
        "kubespy: hint: set KUBESPY_PASSPHRASE to the passphrase\n",
    });
  });

  it("is typed without echo, and corrected with backspace; a wrong one is an error", async () => {
    await using right = kubespyInTerminal(["show", file], { cwd, env });
    await right.shows(`Passphrase for ${file}:`);
    right.type("five random wordx\x7fs\r");
    await right.prints("no gaps");
    expect(await right.exit).toMatchObject({ exitCode: 0 });
    expect(right.output).not.toContain("random");
    await using wrong = kubespyInTerminal(["show", file], { cwd, env });
    await wrong.shows("Passphrase");
    wrong.type("wrong\r");
    await wrong.shows(`wrong passphrase for ${file}`);
    expect(await wrong.exit).toMatchObject({ exitCode: 1 });
  });

  it("can be typed where stdin is the recording and stdout a pipe", async () => {
    const { TerminalProgram } = await import("../support/terminal.js");
    const { programPath } = await import("../support/program.js");
    const line = `${process.execPath} ${programPath} show - <${file} | cat >shown.txt; echo status $?`;
    await using program = new TerminalProgram("/bin/sh", ["-c", line], { cwd, env });
    await program.shows("Passphrase for stdin:");
    program.type("five random words\r");
    await program.shows("status 0");
    await program.exit;
    expect(readFileSync(join(cwd, "shown.txt"), "utf8")).toContain("deployment-bad-rollout");
  });

  it("need not be typed: Ctrl-C ends the command, and the terminal shows again what is typed", async () => {
    const { TerminalProgram } = await import("../support/terminal.js");
    const { programPath } = await import("../support/program.js");
    const line = `${process.execPath} ${programPath} show ${file}; echo status $?; stty -a`;
    await using program = new TerminalProgram("/bin/sh", ["-c", line], { cwd, env });
    await program.shows("Passphrase");
    program.type("secret\x03");
    const screen = await program.shows("status 130");
    expect(screen).toContain("kubespy: error: stopped at the prompt");
    await program.exit;
    expect(program.text).toMatch(/\sisig\s/);
    expect(program.text).toMatch(/\secho\s/);
    expect(program.output).not.toContain("secret");
  });
});
