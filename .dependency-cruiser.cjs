/** The import rules of `src/`, as in src/README.md. Each module may import only what its row lists; each heavy dependency is named in one room. */
const rooms = {
  model: ["json"],
  json: [],
  io: [],
  diff: ["model", "io"],
  lifecycle: ["model", "diff", "io"],
  diagnosis: ["model", "diff", "lifecycle", "io"],
  interpret: ["model", "diff", "lifecycle", "diagnosis", "io"],
  cluster: ["model", "json", "io"],
  store: ["model", "json", "io", "sharing"],
  recording: ["model", "json", "io"],
  importing: ["model", "json", "io"],
  sharing: ["model", "json", "io"],
  encryption: ["io"],
  replay: ["model", "interpret", "io"],
  compare: ["model", "diff", "lifecycle", "diagnosis", "interpret", "io"],
  part: ["model", "lifecycle", "replay", "io"],
  lesson: ["model", "diff", "lifecycle", "diagnosis", "interpret", "replay", "io"],
  serve: ["model", "json", "replay", "io"],
  "page-server": ["model", "json", "io", "interpret", "recording", "sharing", "serve", "web"],
  record: ["model", "lifecycle", "json", "io", "sharing"],
  report: ["model", "io", "diff", "lifecycle", "diagnosis", "interpret", "replay", "compare", "lesson"],
  tui: ["model", "io", "diff", "lifecycle", "diagnosis", "interpret", "replay", "report", "lesson"],
  web: ["model", "json", "io", "diff", "lifecycle", "diagnosis", "interpret", "replay", "compare", "recording", "report", "lesson"],
};
// The use cases may import every module except those that show results.
rooms.app = Object.keys(rooms).filter((room) => room !== "report" && room !== "tui");

/** Rooms and files that import nothing of Node and do not name its Buffer. */
const portableRooms = ["web", "model", "json", "diff", "lifecycle", "diagnosis", "interpret", "replay", "compare", "part", "lesson"];
const portablePaths = [
  ...portableRooms.map((room) => `^src/${room}/`),
  "^src/recording/read/",
  "^src/recording/(fields|format|frame-line|session-lines)\\.ts$",
];

/** Interfaces that other modules may import without importing the module. */
const interfaces = {
  record: ["cluster/cluster-reader", "cluster/watch/list-watch-events", "store/session-store"],
  // What kubectl calls a kind, for the paths of share rules.
  sharing: ["replay/kind-words"],
};

const roomRules = Object.entries(rooms).map(([room, known]) => ({
  name: `room-${room}`,
  comment: `src/${room} may import ${known.length > 0 ? known.join(", ") : "no other module"}`,
  severity: "error",
  from: { path: `^src/${room}/` },
  to: {
    path: "^src/",
    pathNot: [
      `^src/${room}/`,
      "^src/errors\\.ts$",
      ...known.map((name) => `^src/${name}/`),
      ...(interfaces[room] ?? []).map((file) => `^src/${file}\\.ts$`),
    ],
  },
}));

const oneRoomEach = {
  "@kubernetes/client-node": "cluster",
  "better-sqlite3": "store",
  commander: "commands",
  "js-yaml": "(cluster/auth|importing/yaml)",
  asciichart: "report",
  picocolors: "report",
  "string-width": "report",
  "wrap-ansi": "report",
  fflate: "app",
  "modern-tar": "app/import",
  "age-encryption": "encryption",
  yaml: "(sharing/rules|lesson/(read|write))",
  zod: "lesson/read",
  "@secretlint": "sharing/credentials",
  preact: "web",
  "@preact/signals": "web",
};
const dependencyRules = Object.entries(oneRoomEach).map(([name, room]) => ({
  name: `only-${room.replace(/[^a-z]+/g, "-")}-knows-${name.replace(/[^a-z0-9]+/g, "-")}`,
  severity: "error",
  from: { path: "^src/", pathNot: `^src/${room}/` },
  to: { path: `node_modules/${name}/` },
}));

module.exports = {
  forbidden: [
    { name: "no-circular", severity: "error", from: { path: "^src/" }, to: { circular: true } },
    {
      name: "portable-rooms-know-no-node",
      comment: "these modules also run in a browser (test/portable/portable.test.ts)",
      severity: "error",
      from: { path: portablePaths },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "reading-knows-no-node-part",
      severity: "error",
      from: { path: "^src/recording/read/" },
      to: { path: "^src/recording/(node|write)/" },
    },
    {
      name: "json-only-by-its-door",
      comment: "the byte engine has one public file; the rest of it may change at will",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/json/" },
      to: { path: "^src/json/", pathNot: "^src/json/json\\.ts$" },
    },
    {
      name: "the-page-knows-no-terminal",
      comment: "what the page and its copy as Markdown say is made without the libraries that draw on terminals",
      severity: "error",
      from: { path: "^src/(web|report/(issue|verdict))/" },
      to: { path: "node_modules/(asciichart|picocolors|string-width|wrap-ansi)/", reachable: true },
    },
    { name: "errors-knows-nothing", severity: "error", from: { path: "^src/errors\\.ts$" }, to: { path: "^src/" } },
    {
      name: "only-cli-knows-commands",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/(commands/|main\\.ts$)" },
      to: { path: "^src/commands/" },
    },
    { name: "nobody-knows-cli", severity: "error", from: { path: "^src/" }, to: { path: "^src/cli\\.ts$" } },
    { name: "nobody-knows-index", severity: "error", from: { path: "^src/" }, to: { path: "^src/index\\.ts$" } },
    {
      name: "app-knows-no-process",
      comment: "src/app takes what it needs of the process as arguments",
      severity: "error",
      from: { path: "^src/app/" },
      to: { path: "^(node:)?(process|readline|tty)(/|$)" },
    },
    {
      name: "index-knows-no-commands",
      severity: "error",
      from: { path: "^src/index\\.ts$" },
      to: { path: "^src/(commands|tui|(cli|main)\\.ts)" },
    },
    { name: "the-program-does-not-know-its-tests", severity: "error", from: { path: "^src/" }, to: { path: "^(test|bench|scripts)/" } },
    ...roomRules,
    ...dependencyRules,
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "require", "node", "default", "types"] },
  },
};
