import { gzipSync } from "node:zlib";
import type { Credential } from "./credential.js";
import { flagOf } from "./planting-place.js";
import type { Random } from "./random.js";

type Sentence = (credential: Credential) => string;

/** A credential in a message, as the kubelet, registries, webhooks, databases and applications write them. */
export function sentence(credential: Credential, random: Random): string {
  const own = sentencesOf[credential.form];
  return random.chance(0.85) ? random.pick(own.plain)(credential) : random.pick(own.encoded)(credential);
}

interface Sentences {
  readonly plain: readonly Sentence[];
  readonly encoded: readonly Sentence[];
}

const jsonLogs: readonly Sentence[] = [
  ({ name, text }) => JSON.stringify({ level: "error", ts: 1780000000.1, msg: "login failed", user: "app", [name]: text }),
  ({ name, text }) => `could not apply settings: ${JSON.stringify({ host: "db", port: 5432, [name]: text })}`,
  ({ name, text }) => JSON.stringify({ log: `${JSON.stringify({ msg: "login failed", [name]: text })}\n`, stream: "stderr" }),
  ({ name, text }) => `request body: ${JSON.stringify(JSON.stringify({ [name]: text, retries: 3 }))}`,
];

const quotedSentences: readonly Sentence[] = [
  ...jsonLogs,
  ({ name, text }) => `cannot connect with {'host': 'db', '${name}': ${singleQuoted(text)}, 'port': 5432}`,
  ({ name, text }) => `{ host: 'db', ${camelCase(name)}: ${singleQuoted(text)} } is not a valid configuration`,
  ({ name, text }) => `wrong number of arguments for {:user=>"app", :${camelCase(name)}=>${JSON.stringify(text)}}`,
  ({ name, text }) => `toml: line 12: ${camelCase(name)} = ${JSON.stringify(text)}: unexpected key`,
  ({ text }) => `Access denied for user 'app'@'10.0.0.7' with password ${singleQuoted(text)}`,
  ({ name, text }) => `spec.database.${name}: Invalid value: ${JSON.stringify(text)}: must be at least 24 characters`,
  ({ name, text }) => `time="2026-11-29T10:00:00Z" level=fatal msg="cannot log in" ${name}=${JSON.stringify(text)} attempt=3`,
  ({ text }) => `failed to connect to postgres://app:${encodeURIComponent(text)}@db.prod:5432/orders: connect: connection refused`,
  ({ name, text }) => `container "app" must not set env ${name}=${JSON.stringify(text)} as a literal`,
];

const opaqueSentences: readonly Sentence[] = [
  ...quotedSentences,
  ({ name, text }) => `kubectl set env deployment/web ${name}=${text} --record=true`,
  ({ name, text }) => `kubectl create secret generic db --from-literal=${name}=${text} --dry-run=client`,
  ({ name, text }) => `DataSourceConfig(url=db, username=app, ${camelCase(name)}=${text}, poolSize=10) cannot be bound`,
  ({ name, text }) => `cannot use map[host:db ${name}:${text} user:app] as a configuration`,
  ({ text }) => `POST /oauth/token grant_type=password&username=app&password=${encodeURIComponent(text)}&scope=read: 400 Bad Request`,
  ({ text }) =>
    `> GET /v1/ready HTTP/1.1\r\n> Host: api\r\n> Authorization: Bearer ${text}\r\n> Accept: */*\r\n< HTTP/1.1 401 Unauthorized`,
  ({ text }) => `curl -fsS -H 'PRIVATE-TOKEN: ${text}' https://git.example.com/api/v4/projects: exit status 22`,
  ({ text }) => `Error making API request. URL: GET http://vault:8200/v1/secret X-Vault-Token: ${text} Code: 403`,
  ({ name, text }) => `parse error near <property name="${name}" value="${text}"/>`,
  ({ text }) => `unexpected element in <server><id>repo</id><username>ci</username><password>${text}</password></server>`,
  ({ text }) => `Incorrect API key provided: ${text}. You can find your API key in the settings.`,
  ({ text }) => `\u001b[31mERROR\u001b[0m login failed password=${text}\u001b[0m`,
  (credential) => assembled(credential),
  (credential) => assembled(credential),
  ({ name, text }) => `Error: could not connect to database: ${name}=${text} user=app host=db.prod: no route to host`,
  ({ name, text }) => `panic: configuration ${name}: ${text} is not allowed in this environment`,
  ({ name, text }) => `Cannot load configuration {host: db, user: app, ${name}: ${text}, pool: 10}`,
  ({ name, text }) => `java.lang.IllegalStateException: Cannot load properties [db.user=app, db.${name}=${text}]`,
  ({ text }) => `cannot open pool with &{Host:db Port:5432 User:app Password:${text} SSL:true}: timeout`,
  ({ text }) => `request failed with 401: map[Accept:[*/*] Authorization:[Bearer ${text}] User-Agent:[kube-probe/1.31]]`,
  ({ text }) => `Get "https://api.example.com/v1/items?access_token=${encodeURIComponent(text)}&page=2": context deadline exceeded`,
  ({ text }) => `Readiness probe failed: curl: (22) The requested URL returned error: 401, sent header X-Api-Key: ${text}`,
  (credential) => `exec /app/server --port=8080 --${flagOf(credential)}=${credential.text} --verbose: exit status 1`,
  (credential) => `Error: unknown shorthand flag in --${flagOf(credential)} ${credential.text}\nusage: server [flags]`,
  ({ text }) => `helm upgrade web ./chart --set auth.password=${text} --wait: timed out waiting for the condition`,
  ({ text }) => `command 'mysqladmin -uapp --password=${text} ping' exited with 1`,
  ({ text }) => `AADSTS7000215: Invalid client secret provided: client_secret=${encodeURIComponent(text)}&grant_type=client_credentials`,
  ({ text }) => `fatal: unable to access 'https://deploy:${encodeURIComponent(text)}@git.example.com/team/app.git/': 403`,
];

const opaqueEncoded: readonly Sentence[] = [
  ({ text }) => `upstream sent 401 for Authorization: Basic ${base64(`svc:${text}`)}`,
  ({ name, text }) => `illegal base64 data in ${name}: ${base64(text)}`,
  ({ name, text }) => `cannot decode settings ${base64(JSON.stringify({ user: "app", [name]: text }))}: unexpected end of input`,
  ({ name, text }) => `callback with ${encodeURIComponent(JSON.stringify({ [name]: text }))} failed`,
];

const selfSentences: readonly Sentence[] = [
  ...jsonLogs,
  ({ text }) => `Error: request with ${text} was rejected: 401 Unauthorized`,
  ({ text }) => `MountVolume.SetUp failed for volume "repo" : git clone -- ${text} failed: exit status 128`,
  ({ text }) => `panic: cannot parse ${JSON.stringify(text)}`,
  ({ name, text }) => `admission webhook "policy.example.com" denied the request: container "app" sets ${name} to "${text}"`,
  ({ text }) => `time="2026-11-29T10:00:00Z" level=fatal msg="cannot connect" target=${JSON.stringify(text)}`,
  ({ text }) => `${text} is not valid here`,
  ({ text }) => `cannot use ${text}, retrying in 5s`,
  ({ text }) => `dial (${text}): i/o timeout`,
  ({ text }) => `Traceback (most recent call last):\n  File "/app/main.py", line 12, in connect\nValueError: '${text}'\n`,
  ({ text }) => `Failed to pull image "team/app:1.4.2": failed to authorize: credentials [${text}] were not accepted`,
];

const selfEncoded: readonly Sentence[] = [
  ({ text }) => `Get "http://10.0.0.12/callback?value=${encodeURIComponent(text)}": EOF`,
  ({ text }) => `cannot decode ${base64(text)}: not a document`,
  ({ name, text }) => `cannot decode ${base64(JSON.stringify({ [name]: text }))}: not a document`,
  ({ name, text }) => `invalid payload ${gzipSync(JSON.stringify({ [name]: text })).toString("base64")}`,
];

const blockSentences: readonly Sentence[] = [
  ...jsonLogs,
  ({ text }) => `Error: cannot parse credentials:\n${text}\nexit status 1`,
  ({ text }) => `tls: failed to parse private key from ${JSON.stringify(text)}`,
  ({ text }) => `asn1: structure error: tags don't match in '${text}'`,
];

const sentencesOf: Readonly<Record<Credential["form"], Sentences>> = {
  self: { plain: selfSentences, encoded: selfEncoded },
  opaque: { plain: opaqueSentences, encoded: opaqueEncoded },
  quoted: { plain: quotedSentences, encoded: opaqueEncoded },
  block: { plain: blockSentences, encoded: selfEncoded.slice(1) },
};

/** Assignments as programs print them, of any separator and any quotes. The choice depends on the value: it is as good as a random one. */
function assembled({ name, text }: Credential): string {
  const at = [...text].reduce((sum, char) => sum + char.charCodeAt(0), 0);
  const separator = ["=", ": ", ":", " = ", " => "][at % 5];
  const quote = ["", '"', "'", "`"][Math.floor(at / 5) % 4];
  const [before, after] = [
    ["cannot start with ", " (exit code 1)"],
    ["[app] ", ""],
    ["line 3: ", "; ignored"],
    ["bad settings, ", ", retrying"],
    ["", "\n  at main (/app/index.js:12:3)"],
  ][Math.floor(at / 20) % 5] as [string, string];
  return `${before}${name}${separator}${quote}${text}${quote}${after}`;
}

function singleQuoted(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}

function camelCase(name: string): string {
  return name.toLowerCase().replace(/[-_](\w)/g, (_, letter: string) => letter.toUpperCase());
}

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}
