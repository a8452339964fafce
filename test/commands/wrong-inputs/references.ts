import type { WrongInput } from "./wrong-input.js";

/** The list of the database that was searched: its own flag is repeated. */
const stored = (place: string) => `run "kubespy ls --db ${place}" to see the sessions recorded there`;
const listed = (place: string) => `${stored(place)}, "kubespy ls --bundled" for the bundled recordings`;
const places = 'use "@latest" for the newest session, "@latest~1" for the one before it';
const sqlite = "sessions are kept in an SQLite file: name one with --db FILE or KUBESPY_DB";
const upload = "write a file, and upload that";
const copy = "copy it into a file first, and name that";
const db = ["--db", "{db}"];
const address = (name: string, use: "read" | "write") => `cannot ${use} "${name}": it is an address, not a file`;
const noDatabase = (name: string) => `cannot open ${name} as a database: it is an address, not a file`;

/** Words that name no session, no object of one, no marker, and no file. */
export const wrongInputs: readonly WrongInput[] = [
  // Sessions by place.
  { args: ["replay", "@latst", ...db], error: 'invalid session "@latst"', hint: 'did you mean "@latest"?', code: 2 },
  { args: ["show", "@lat", ...db], error: 'invalid session "@lat"', hint: 'did you mean "@latest"?', code: 2 },
  { args: ["diagnose", "@latst~1", ...db], error: 'invalid session "@latst~1"', hint: 'did you mean "@latest~1"?', code: 2 },
  { args: ["export", "@", ...db], error: 'invalid session "@"', hint: places, code: 2 },
  { args: ["open", "@first", ...db], error: 'invalid session "@first"', hint: places, code: 2 },
  { args: ["title", "@latest~x", "x", ...db], error: 'invalid session "@latest~x"', hint: 'did you mean "@latest~1"?', code: 2 },
  {
    args: ["replay", "@latest~2", ...db],
    error: 'no session "@latest~2" in {db}: it holds 2 sessions',
    hint: '"@latest~1" is the oldest one',
    code: 1,
  },
  {
    args: ["rename", "@latest~9", "x", ...db],
    error: 'no session "@latest~9" in {db}: it holds 2 sessions',
    hint: '"@latest~1" is the oldest one',
    code: 1,
  },
  {
    args: ["mark", "@latest~1", "--db", "{dir}/none.db"],
    error: "no session in {dir}/none.db yet",
    hint: listed("{dir}/none.db"),
    code: 1,
  },
  {
    args: ["rm", "@latest", "--yes", ...db],
    error: '"@latest" is not the full name of a session',
    hint: 'what is removed is gone: name it in full, as "kubespy ls --db {db}" lists it',
    code: 2,
  },
  // Sessions by name.
  {
    args: ["replay", "pod-ngnix", ...db],
    error: 'no session "pod-ngnix" in {db}',
    hint: `did you mean "pod-nginx"? ${listed("{db}")}`,
    code: 1,
  },
  {
    args: ["rm", "pod-ngnix", "--yes", ...db],
    error: 'no session "pod-ngnix" in {db}',
    hint: `did you mean "pod-nginx"? ${stored("{db}")}`,
    code: 1,
  },
  {
    args: ["title", "deployment-rolout", "x", ...db],
    error: 'no session "deployment-rolout" in {db}',
    hint: `did you mean "deployment-rollout"? ${stored("{db}")}`,
    code: 1,
  },
  {
    args: ["show", "service", ...db],
    error: 'no session "service" in {db}',
    hint: `service-clusterip and service-loadbalancer-pending are bundled; ${listed("{db}")}`,
    code: 1,
  },
  {
    args: ["show", "pod-bad", "--db", "{dir}/none.db"],
    error: 'no session "pod-bad" in {dir}/none.db',
    hint: `did you mean "pod-bad-image-tag"? ${listed("{dir}/none.db")}`,
    code: 1,
  },
  // Objects.
  {
    args: ["replay", "pod-nginx", "--object", "pod/ngnix"],
    error: 'no object "pod/ngnix" in this session',
    hint: 'did you mean "Pod/nginx"? the session has Pod/nginx',
    code: 2,
  },
  {
    args: ["replay", "pod-nginx", "--object", "pod/"],
    error: 'no object "pod/" in this session',
    hint: "the session has Pod/nginx",
    code: 2,
  },
  {
    args: ["export", "pod-nginx", "--object", "svc"],
    error: 'no object "svc" in this session',
    hint: "the session has Pod/nginx",
    code: 2,
  },
  // Times without a step.
  {
    args: ["replay", "pod-nginx", "--from", "9.3s"],
    error: "nothing was recorded in this time",
    hint: "choose an earlier --from or a later --to",
    code: 2,
  },
  {
    args: ["export", "pod-nginx", "--from", "9.3s", "-o", "-"],
    error: "nothing was recorded in this time",
    hint: "choose an earlier --from or a later --to",
    code: 2,
  },
  // Markers.
  {
    args: ["mark", "pod-nginx", "applied the fix", ...db],
    error: 'session "pod-nginx" has ended',
    hint: "name the moment of the marker: --at 1.4s, or --at 100% for the end of the session",
    code: 2,
  },
  {
    args: ["mark", "pod-nginx", "", ...db],
    error: "no text given for the marker",
    hint: "such as: kubespy mark pod-nginx 'first restart' --db {db}",
    code: 2,
  },
  {
    args: ["mark", "pod-nginx", "--at", "2s", ...db],
    error: "no text given for the marker",
    hint: "such as: kubespy mark pod-nginx --at 2s 'first restart' --db {db}",
    code: 2,
  },
  {
    args: ["mark", "pod-nginx", "--at", "2s", "--edit", "1", "x", ...db],
    error: "--at and --edit cannot be combined",
    hint: "--at adds a marker, --edit changes one",
    code: 2,
  },
  {
    args: ["unmark", "pod-nginx", "1", ...db],
    error: 'session "pod-nginx" has no marker "1"',
    hint: "it has no markers",
    code: 2,
  },
  {
    args: ["unmark", "job-backoff", "1", ...db],
    error: '"job-backoff" is a recording; only sessions of the database can be changed',
    hint: 'import it first: "kubespy import job-backoff --db {db}"',
    code: 1,
  },
  // Addresses.
  {
    args: ["ls", "--db", "postgres://me:pw@db.example/kubespy"],
    error: noDatabase("postgres://db.example/kubespy"),
    hint: sqlite,
    code: 2,
  },
  { args: ["replay", "x"], env: { KUBESPY_DB: "mysql://host/x?password=pw" }, error: noDatabase("mysql://host/x"), hint: sqlite, code: 2 },
  { args: ["import", "pod-nginx", "--db", "file:///tmp/k.db"], error: noDatabase("file:///tmp/k.db"), hint: sqlite, code: 2 },
  {
    args: ["replay", "https://host.example/x.kubespy.gz"],
    error: address("https://host.example/x.kubespy.gz", "read"),
    hint: "download it first, and name the file: curl -LO https://host.example/x.kubespy.gz",
    code: 2,
  },
  {
    args: ["status", "https://me:pw@host.example/x?token=t"],
    error: address("https://host.example/x", "read"),
    hint: "download it first, and name the file: curl -LO ADDRESS",
    code: 2,
  },
  { args: ["import", "s3://bucket/x", "--db", "{dir}/k.db"], error: address("s3://bucket/x", "read"), hint: copy, code: 2 },
  { args: ["show", "file:///tmp/x.gz"], error: address("file:///tmp/x.gz", "read"), hint: "name the file by its path: /tmp/x.gz", code: 2 },
  { args: ["compare", "pod-nginx", "gs://bucket/x"], error: address("gs://bucket/x", "read"), hint: copy, code: 2 },
  {
    args: ["export", "pod-nginx", "-o", "https://host.example/x"],
    error: address("https://host.example/x", "write"),
    hint: upload,
    code: 2,
  },
  { args: ["share", "pod-nginx", "-o", "s3://bucket/x.gz"], error: address("s3://bucket/x.gz", "write"), hint: upload, code: 2 },
  { args: ["report", "pod-nginx", "-o", "s3://bucket/x.html"], error: address("s3://bucket/x.html", "write"), hint: upload, code: 2 },
  {
    args: ["record", "pod", "x", "--kubeconfig", "https://me:pw@host.example/config"],
    error: address("https://host.example/config", "read"),
    hint: "download it first, and name the file: curl -LO ADDRESS",
    code: 2,
  },
  {
    args: ["record", "pod", "x"],
    env: { KUBECONFIG: "/nowhere/config:s3://bucket/config" },
    error: address("s3://bucket/config", "read"),
    hint: copy,
    code: 2,
  },
  { args: ["share", "pod-nginx", "--to", "s3://bucket/keys"], error: address("s3://bucket/keys", "read"), hint: copy, code: 2 },
  { args: ["show", "@latest^", ...db], error: 'invalid session "@latest^"', hint: 'did you mean "@latest~1"?', code: 2 },
  { args: ["show", "@latest^^", ...db], error: 'invalid session "@latest^^"', hint: 'did you mean "@latest~2"?', code: 2 },
  {
    args: ["show", "@latest~99999999999999999999", ...db],
    error: 'no session "@latest~99999999999999999999" in {db}: it holds 2 sessions',
    hint: '"@latest~1" is the oldest one',
    code: 1,
  },
  {
    args: ["serve", "pod-nginx", "--kubeconfig-out", "https://x/y"],
    error: address("https://x/y", "write"),
    hint: "name a local file",
    code: 2,
  },
  { args: ["ls", "--db", "jdbc:postgresql://me:pw@h/d"], error: noDatabase("jdbc:postgresql://h/d"), hint: sqlite, code: 2 },
  { args: ["ls", "--db", "sqlite:k.db"], error: noDatabase("sqlite:k.db"), hint: sqlite, code: 2 },
  { args: ["import", "jdbc:x://y", "--db", "{dir}/k.db"], error: address("jdbc:x://y", "read"), hint: copy, code: 2 },
];
