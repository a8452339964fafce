import { spawnSync } from "node:child_process";
import { appendFileSync } from "node:fs";

/** Programs beside Node that some tests need: under which names, how one sees that they run, and how they are installed. */
const tools = {
  kubectl: { names: ["kubectl"], probe: ["version", "--client"], install: "https://kubernetes.io/docs/tasks/tools/" },
  zsh: { names: ["zsh"], probe: ["--version"], install: "apt-get install zsh" },
  fish: { names: ["fish"], probe: ["--version"], install: "apt-get install fish" },
  age: { names: ["age"], probe: ["--version"], install: "apt-get install age" },
  "python-kubernetes": {
    names: ["python3", "/usr/bin/python3"],
    probe: ["-c", "import kubernetes"],
    install: "apt-get install python3-kubernetes",
  },
  chromium: { names: ["chromium", "chromium-browser", "google-chrome"], probe: ["--version"], install: "apt-get install chromium" },
  firefox: { names: ["firefox-esr", "firefox"], probe: ["--version"], install: "apt-get install firefox-esr" },
} as const;

type Tool = keyof typeof tools;

/** The name under which a tool can be started here; undefined where it is not installed. */
export function commandOf(tool: Tool): string | undefined {
  return tools[tool].names.find((name) => spawnSync(name, [...tools[tool].probe]).status === 0);
}

/**
 * For `skipIf`: whether the tests named here ("completion in zsh") must be skipped for want of a tool. A skip is said at the end of `npm test`.
 * Throws where `KUBESPY_REQUIRE_TOOLS` names the tool (.ci/run sets it to what it has installed): there, to skip would be to fail unnoticed.
 */
export function lacks(tool: Tool, tests: string): boolean {
  if (commandOf(tool) !== undefined) return false;
  const { install } = tools[tool];
  if ((process.env["KUBESPY_REQUIRE_TOOLS"] ?? "").split(/[\s,]+/).includes(tool))
    throw new Error(`${tests} needs ${tool}, which KUBESPY_REQUIRE_TOOLS promises and which is not installed: ${install}`);
  noteSkipped(`${tests}: needs ${tool}: ${install}`);
  return true;
}

/** Says at the end of `npm test` what was not tested here, and why; where vitest is run by itself, at once. Returns it. */
export function noteSkipped(what: string): string {
  const file = process.env["KUBESPY_SKIPPED_FILE"];
  if (file === undefined) process.stderr.write(`SKIPPED: ${what}\n`);
  else appendFileSync(file, `${what}\n`);
  return what;
}
