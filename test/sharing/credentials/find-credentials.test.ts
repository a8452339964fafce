import { generateKeyPairSync, randomBytes, randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findCredentials } from "../../../src/sharing/credentials/find-credentials.js";
import { projectRoot } from "../../support/program.js";
import { base64, characters, digits, hex, upper } from "./random-text.js";

// Made at run time from pieces, so that scanners of this repository find nothing.
const password = () => `${characters(4)}-${characters(5)}${digits(1)}`;
const jwt = () =>
  [
    base64('{"alg":"RS256"}'),
    Buffer.from('{"sub":"system:serviceaccount:a:b"}').toString("base64url"),
    randomBytes(40).toString("base64url"),
  ]
    .map((part) => part.replace(/=+$/, ""))
    .join(".");
const pem = () =>
  `${"-".repeat(5)}BEGIN RSA PRIVATE KEY-----\n${base64(characters(600)).replace(/.{64}/g, "$&\n")}\n-----END RSA PRIVATE KEY-----`;

const der = (part: "privateKey" | "publicKey", type: "pkcs8" | "spki") =>
  keyPair[part].export({ type, format: "der" } as never).toString("base64");
const keyPair = generateKeyPairSync("rsa", { modulusLength: 1024 });
const privateDer = () => der("privateKey", "pkcs8");

/** Where it stands alone among words. */
const forms: readonly (readonly [string, () => string])[] = [
  ["a JSON Web Token", jwt],
  ["a GitHub token", () => `ghp_${characters(36)}`],
  ["a GitLab token", () => `glpat-${characters(20)}`],
  ["an AWS access key id", () => `AKIA${upper(16)}`],
  ["a Google API key", () => `AIza${characters(35)}`],
  ["a Slack token", () => `xoxb-${digits(12)}-${digits(12)}-${characters(24)}`],
  ["a Stripe key", () => `sk_live_${characters(24)}`],
  ["a Twilio key", () => `SK${hex(32)}`],
  ["a SendGrid key", () => `SG.${characters(22)}.${characters(43)}`],
  ["an npm token", () => `npm_${characters(36)}`],
  ["a PyPI token", () => `pypi-${characters(90)}`],
  ["a DigitalOcean token", () => `dop_v1_${hex(64)}`],
  ["a Vault token", () => `hvs.${characters(24)}`],
  ["an OpenAI key", () => `sk-proj-${characters(48)}`],
  ["an Anthropic key", () => `sk-ant-api03-${characters(93)}AA`],
  ["a Hugging Face token", () => `hf_${characters(34)}`],
  ["a New Relic key", () => `NRAK-${upper(27)}`],
  ["a Telegram token", () => `${digits(9)}:AA${characters(33)}`],
  ["an age key", () => `AGE-SECRET-KEY-1${upper(58)}`],
  ["a bootstrap token", () => `${characters(5, "abcdef")}1.${characters(14, "ghijkl")}23`],
  ["a bcrypt hash", () => `$2y$10$${characters(53)}`],
  ["a private key", pem],
  ["a private key with line ends written out", () => pem().replaceAll("\n", "\\n")],
  ["random characters", () => `${characters(40)}aB3`],
];

/** The credential is marked: `«value»`. */
const notations: readonly (readonly [string, () => string])[] = [
  ["an assignment", () => `DB_PASSWORD=«${password()}»`],
  ["a quoted assignment", () => `env PGPASSWORD='«${password()}»' psql failed`],
  ["JSON", () => `{"db":{"password":"«${password()}»"}}`],
  ["JSON in JSON", () => `{\\"password\\":\\"«${password()}»\\"}`],
  ["YAML", () => `user: app\npassword: «${password()}»\nport: 5432`],
  ["an item with a name and a value", () => `{"name":"DB_PASSWORD","value":"«${password()}»"}`],
  ["an item with a value and a name", () => `{"value":"«${password()}»","name":"API_TOKEN"}`],
  ["an item in YAML", () => `- name: DB_PASSWORD\n  value: «${password()}»\n- name: MODE\n  value: fast`],
  ["a structure of Go", () => `EnvVar{Name:DB_PASSWORD,Value:«${password()}»,ValueFrom:nil,}`],
  ["a sentence", () => `login failed, password: «${password()}» rejected`],
  ["an Authorization header", () => `Authorization: Bearer «${characters(30)}1»`],
  ["a header as Go prints it", () => `headers: map[Authorization:[Bearer «${characters(30)}1»]]`],
  ["basic authentication", () => `Authorization: Basic «${base64(`user:${password()}`)}»`],
  ["a cookie", () => `Cookie: «session=${characters(20)}; theme=dark»`],
  ["X-Api-Key", () => `X-Api-Key: «${characters(20)}1»`],
  ["a URL with a password", () => `dial postgres://app:«${password()}»@db.prod:5432/x failed`],
  ["a URL without a user", () => `redis://:«${password()}»@redis:6379/0`],
  ["a URL whose user is a token", () => `clone https://«ghp_${characters(36)}»@git.example.com/a/b failed`],
  ["a signed URL of AWS", () => `https://b.example.com/k?X-Amz-Date=20260101T000000Z&X-Amz-Expires=900&X-Amz-Signature=«${hex(64)}»`],
  ["a shared access signature", () => `https://a.example.com/c?sv=2022-11-02&sp=r&sig=«${characters(42)}1%3D»`],
  ["an account key", () => `AccountName=acc;AccountKey=«${base64(characters(64))}»;EndpointSuffix=core.example.com`],
  ["a connection string", () => `Server=db;User Id=sa;Password=«${password()}»;Encrypt=true`],
  ["a connection string with spaces", () => `host=db user=x password=«${password()}» sslmode=disable`],
  ["a webhook", () => `POST https://hooks.slack.com/services/«T${upper(8)}/B${upper(8)}/${characters(24)}» 404`],
  ["a short flag", () => `exec: command "mysql -uroot -p«${password()}»" timed out`],
  ["a list of words", () => `["mysql","-h","db","-p«${password()}»"]`],
  ["a long flag", () => `[sh -c app --password «${password()}» --port 80]`],
  ["curl with flags joined", () => `curl -sSu admin:«${password()}» http://x`],
  ["a program that starts another", () => `sshpass -p «${password()}» ssh -p 2222 host`],
  ["a sentence before a pair", () => `invalid credentials: password="«${password()}»"`],
  ["a flag of a login", () => `docker login -u app -p «${password()}» registry`],
  ["a block of YAML", () => `user: app\npassword: |\n  «${password()}\n  ${password()}»\nport: 5432`],
  ["a block of YAML whose line ends are written out", () => `user: app\\npassword: |-\\n    «${password()}»\\nport: 5432`],
  ["a structure of Go with spaces", () => `{Name:DB_PASSWORD Value:«${password()} and ${password()}» ValueFrom:nil}`],
  ["a sentence with quotes", () => `login with password "«${password()}»" failed`],
  ["a sentence with a verb", () => `the password is «${password()}», do not share it`],
  ["a sentence without a verb", () => `token «${characters(30)}1» expired`],
  ["a key in DER", () => `tls.key: «${privateDer()}»`],
  ["a key in DER in a list of lines", () => `loaded «${privateDer().replace(/.{64}/g, "$&\n")}»\nfrom the file`],
  ["curl", () => `curl -u admin:«${password()}» http://x`],
  ["base64 of an assignment", () => `data: «${base64(`password=${password()}\nuser=x\n`)}»`],
  ["base64 of a docker config", () => `config «${base64(`{"auths":{"r":{"auth":"${base64(`u:${password()}`)}"}}}`)}»`],
  ["a key of a kubeconfig", () => `client-key-data: «${base64(pem())}»`],
  ["a bootstrap token of letters", () => `connect failed: token=«tyllbf.bhliyuewjgdsvmtg», user=app`],
  ["a token of two parts", () => `connect failed: token=«kszxd9.hkjxgwuytvmykcux» user=app`],
  ["a variable that has a UUID", () => `CONSUL_HTTP_TOKEN=«${randomUUID()}»`],
  ["a header that has a UUID", () => `map[Authorization:[Bearer «${randomUUID()}»] Accept:[*/*]]`],
  ["a flag whose value is a UUID", () => `server --client-token «${randomUUID()}»`],
  [
    "percent encoding of JSON with quotes",
    () => `callback with «%7B%22DB_PASSWORD%22%3A%22${characters(5)}'${characters(4)}1'%5C%22%7D» failed`,
  ],
  ["an error of a field", () => `spec.db.webhookSecret: Invalid value: "«${password()}»": must be at least 24 characters`],
  ["an error of a field, of words", () => `spec.db.passphrase: Invalid value: "«tamudu firoke \\"noluro»": too short`],
  ["an element of XML", () => `in <user>app</user><password>«${password()}»</password>`],
  ["an element of XML in JSON of Go", () => `{"msg":"\\u003cm:clientSecret a='b'\\u003e«${password()}»\\u003c/m:clientSecret\\u003e"}`],
  ["an element of XML as CDATA", () => `<db.password><![CDATA[«a]${password()}»]]></db.password>`],
  ["a data source of Go", () => `cannot open app:«${password()}»@tcp(db:3306)/orders`],
  ["a data source of Go with a scheme", () => `mysql://app:«p@ss:${password()}»@unix(/run/db.sock)/orders`],
  ["a directive of nginx", () => `proxy_set_header Authorization "«${password()}»";`],
  ["a symbol of Ruby", () => `{:user=>"app", :pass=>"«bemunovafosi»"}`],
  ["a word behind the name of a variable", () => `admin_password: «bemunovafosi» is not allowed`],
  ["a word behind the name of a header", () => `sent header X-Api-Key: «bemunovafosi»`],
  ["a word in a structure of Go", () => `&{User:app Password:«bemunovafosi» SSL:true}`],
  ["a word in TOML", () => `line 3: mysqlRootPassword = "«bemunovafosi»": unexpected key`],
  ["base64 of JSON with a word", () => `settings «${base64('{"user":"app","PASS":"bemunovafosi"}')}»`],
  ["a passphrase in a sentence", () => `login with passphrase "«tamudu firoke noluro gezure»" failed`],
  ["an error of an API", () => `Incorrect API key provided: «${hex(32)}».`],
  ["an error of a flag", () => `invalid argument "«${password()}»" for "--db-password" flag`],
  ["a policy's message", () => `container "app" sets DB_PASSWORD to "«bemunovafosi»"`],
  ["a statement of SQL", () => `CREATE USER app IDENTIFIED BY '«${password()}»'`],
  ["a command of Redis", () => `AUTH app «${password()}»`],
  [
    "a compressed Helm release",
    () => `release «${gzipSync('{"name":"web","info":{"status":"deployed"},"chart":{"metadata":{}}}').toString("base64")}»`,
  ],
];

async function found(text: string): Promise<readonly string[]> {
  const spans = (await findCredentials([text])).get(text) ?? [];
  return spans.map(({ start, end }) => text.slice(start, end));
}

describe("a credential is found, and its span is the value alone", () => {
  it.each(forms)("%s among words", async (_, make) => {
    const value = make();
    expect(await found(`cannot log in with ${value} at the registry`)).toEqual([value]);
  });

  it.each(notations)("in %s", async (_, make) => {
    const marked = make();
    const values = [...marked.matchAll(/«([^»]*)»/g)].map(([, value]) => value);
    expect(await found(marked.replace(/[«»]/g, ""))).toEqual(values);
  });

  it("wherever it is in a sentence", async () => {
    const words = fc.array(fc.constantFrom("the", "container", "failed", "to", "pull", "image", "token", "secret", "from", "node"), {
      maxLength: 12,
    });
    await fc.assert(
      fc.asyncProperty(words, fc.constantFrom(...forms.slice(0, 20)), words, async (before, [, make], after) => {
        const value = make();
        expect(await found([...before, value, ...after].join(" "))).toEqual([value]);
      }),
      { numRuns: 60 },
    );
  });

  it("also in one text of many, and far inside a long one", async () => {
    const value = `glpat-${characters(20)}`;
    const long = `${"the container failed to start\n".repeat(100_000)}${value}\n${"the image is present\n".repeat(20_000)}`;
    const spans = await findCredentials([...Array.from({ length: 1000 }, (_, i) => `container ${i} failed`), long, `got ${value}`]);
    expect([...spans].map(([text, [span]]) => text.slice(span?.start, span?.end))).toEqual([value, value]);
  });
});

describe("a private key is found where a message cuts it off", () => {
  const lines = () => base64(randomBytes(480)).match(/.{64}/g) ?? [];
  const dashes = "-".repeat(5);
  const begins: readonly (readonly [string, string])[] = [
    ["of SSH", `${dashes}BEGIN OPENSSH PRIVATE KEY${dashes}\n`],
    ["of RSA that is encrypted", `${dashes}BEGIN RSA PRIVATE KEY${dashes}\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,${upper(32)}\n\n`],
    ["of PGP", `${dashes}BEGIN PGP PRIVATE KEY BLOCK${dashes}\nVersion: GnuPG v2\n\n`],
  ];

  it.each(begins)("%s, behind its beginning", async (_, begin) => {
    const value = `${begin}${lines().join("\n")}`;
    expect(await found(`cannot read ${value}`)).toEqual([value]);
    expect(await found(`cannot read ${value.replaceAll("\n", "\\n")}\ntry again`)).toEqual([value.replaceAll("\n", "\\n")]);
  });

  it("in front of its end", async () => {
    const value = `${lines().join("\n").slice(20)}\n${dashes}END OPENSSH PRIVATE KEY${dashes}`;
    expect(await found(`the last lines:\n${value}\nexit 1`)).toEqual([value]);
  });

  it("of age", async () => {
    const value = `AGE-SECRET-KEY-1${upper(12)}`;
    expect(await found(`cannot read ${value}`)).toEqual([value]);
  });
});

it("certificates and public keys stay", async () => {
  const publicKey = der("publicKey", "spki");
  expect(await found(`{"caBundle":"${publicKey}","key":"${publicKey}"}`)).toEqual([]);
  expect(await found(`loaded ${publicKey} from the file`)).toEqual([]);
  const certificate = `-----BEGIN CERTIFICATE-----\n${base64(randomBytes(600)).replace(/.{64}/g, "$&\n")}\n-----END CERTIFICATE-----\n`;
  expect(await found(`loaded ${certificate}`)).toEqual([]);
  expect(await found(`{"caBundle":"${base64(certificate)}"}`)).toEqual([]);
});

it("recorded text cannot switch a rule off", async () => {
  const value = `lin_api_${characters(40)}`;
  expect(await found(`# secretlint-disable\n${value} # secretlint-disable-line`)).toEqual([value]);
});

it("a byte order mark moves no span", async () => {
  const value = `shpat_${hex(32)}`;
  expect(await found(`\ufeff${value}`)).toEqual([value]);
});

it("an aborted search rejects", async () => {
  await expect(findCredentials(["some text"], { signal: AbortSignal.abort(new Error("stopped")) })).rejects.toThrow("stopped");
});

describe("ordinary texts stay", () => {
  it("certificates, requests and public keys in PEM, also encoded; a private key beside them goes", async () => {
    for (const label of ["CERTIFICATE", "CERTIFICATE REQUEST", "PUBLIC KEY"]) {
      const lines = randomBytes(900).toString("base64").replace(/.{64}/g, "$&\n");
      const block = `-----BEGIN ${label}-----\n${lines}\n-----END ${label}-----\n`;
      const texts = [block, base64(block), JSON.stringify({ ca: block }), `${block}${block}`];
      expect((await findCredentials(texts)).size).toBe(0);
      const key = pem();
      const spans = (await findCredentials([block + key])).get(block + key) ?? [];
      expect(spans.map(({ start, end }) => (block + key).slice(start, end))).toEqual([key]);
    }
  });

  it("messages of clusters", async () => {
    const messages = readFileSync(join(import.meta.dirname, "ordinary-messages.txt"), "utf8").split("\n");
    expect(messages.length).toBeGreaterThan(200);
    expect([...(await findCredentials(messages)).keys()]).toEqual([]);
  });

  it("every string of the bundled recordings", async () => {
    const folder = join(projectRoot, "recordings");
    const texts = new Set<string>();
    for (const name of readdirSync(folder).filter((each) => each.endsWith(".gz")))
      for (const line of gunzipSync(readFileSync(join(folder, name)))
        .toString("utf8")
        .split("\n"))
        if (line !== "") addStrings(texts, line);
    expect(texts.size).toBeGreaterThan(1000);
    expect([...(await findCredentials(texts)).keys()]).toEqual([]);
  });
});

function addStrings(texts: Set<string>, json: string): void {
  JSON.parse(json, (key, value: unknown) => {
    texts.add(key);
    if (typeof value === "string") texts.add(value);
    return value;
  });
}

describe("credentials in syntaxes that are rare", () => {
  const secret = ["Zq7vKp2X", "w9Lm"].join("");
  it.each([
    ["a tuple of Python", `('password', '${secret}')`],
    ["bytes of Python", `{b'password': b'${secret}'}`],
    ["TOML", `[db]\npassword = '''${secret}'''`],
    ["German", `Kennwort: ${secret}`],
    ["Spanish", `contraseña=${secret}`],
    ["Chinese", `密码：${secret}`],
    ["Russian", `пароль: ${secret}`],
    ["a fullwidth colon", `password：${secret}`],
    ["a space that does not break", `password:\u00a0${secret}`],
    ["characters without width", `pass\u200bword=${secret}`],
    ["colours of a terminal", `\u001b[31mpassword\u001b[0m=\u001b[1m${secret}\u001b[0m`],
    ["a table", `KEY           VALUE\nDB_PASSWORD   ${secret}`],
    ["the next line", `Password:\n${secret}`],
    ["entities of HTML", `{&quot;password&quot;:&quot;${secret}&quot;}`],
    ["a line of .pgpass", `db.shop:5432:app:postgres:${secret}`],
    ["a login of Oracle", `sqlplus system/${secret}@//db:1521/ORCL`],
    ["an environment in JSON that is cut off", `"env":[{"name":"FOO","value":"${secret}"}]}`],
  ])("are found in %s", async (_, text) => {
    const spans = (await findCredentials([text])).get(text) ?? [];
    expect(spans.map(({ start, end }) => text.slice(start, end))).toEqual([secret]);
  });

  it("are not found in names of images and in harmless variables", async () => {
    const texts = [
      "library/nginx@sha256:0123456789abcdef is present",
      '"env":[{"name":"LOG_LEVEL","value":"info"}]',
      "deploy/bob@host:22/x",
    ];
    expect((await findCredentials(texts)).size).toBe(0);
  });
});
