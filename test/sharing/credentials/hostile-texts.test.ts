import { describe, expect, it } from "vitest";
import type { CredentialDetector } from "../../../src/sharing/credentials/credential-detector.js";
import { encodedRuns } from "../../../src/sharing/credentials/decoded-text.js";
import { detectors } from "../../../src/sharing/credentials/detectors.js";
import { entropy } from "../../../src/sharing/credentials/entropy.js";
import { findCredentials } from "../../../src/sharing/credentials/find-credentials.js";
import { base64 } from "./random-text.js";

const dashes = "-".repeat(5);

/** What a text repeats: each begins something that a detector looks for, or what it reads to the end. */
const units: readonly string[] = [
  ..."a = / \\ \" ' ` { [ - _ . % : \n \0 0 é".split(" "),
  ...'a= key= &key= ;password=x ,a=b --a=b pwd=\' pwd=\\" key:\'x" key[ :: => {{ <a $( password=$( {"name": {"name":" Name:a,Value: value:'.split(
    " ",
  ),
  ..."eyJ -eyJ eyJ. eyJabcdef. AKIA xoxb- SG.a. npm_ sk- sk-ant- ghp_ github_pat_ ops_ey dt0c01. ya29. T/B Gg7/ aB1- ab12 a.b A1b2".split(
    " ",
  ),
  ..."$2a$10$ $apr1$ $6$a {SSHA} MIIE MIIEowIBAAKCAQEA H4sI H4sIAAAA %41 a/ :// http:// http://a: http://a:b@ a://b@ a@ mongodb://".split(
    " ",
  ),
  ..."Cookie:a=b; Authorization:[Bearer Authorization:".split(" "),
  "https://hooks.slack.com/services/",
  "https://maker.ifttt.com/trigger/a",
  "cookie: a=",
  "Authorization: ",
  "Authorization: aaaaaaaa Credential=",
  "Bearer ",
  "basic QTo",
  "secret_access_key: ",
  "api key: ",
  "password is ",
  'password "x" ',
  "token ",
  "password: |\n",
  "password: |\n  x\n",
  '"name":"DB_PASSWORD",',
  "Name:DB_PASSWORD,Value:",
  "- ",
  "A\n",
  "-p ",
  "-p x ",
  "-pa ",
  "mysql -p",
  "curl -u ",
  "curl -u a:b ",
  "docker login -p ",
  "--password ",
  "--password x ",
  "<password>",
  "<password>x",
  "&lt;password a&gt;x",
  "\\u003ca",
  "password: Invalid value: ",
  'a.password: Invalid value: "',
  'invalid value "x" for ',
  "value 'x",
  "DB_PASSWORD to ",
  "DB_PASSWORD (",
  "ENV a ",
  "ENV DB_PASSWORD x",
  "a | ",
  "AUTH a ",
  "identified with a by ",
  "identified by '",
  "IDENTIFIED WITH a BY ",
  "login a password ",
  "proxy_set_header Authorization ",
  "proxy_set_header Authorization '",
  "a:b@tcp",
  "a:b@tcp(",
  "@tcp(",
  "'%41",
  "a'%",
  "a'(!",
  `${dashes}BEGIN `,
  `${dashes}BEGIN PRIVATE KEY${dashes}`,
  `${dashes}BEGIN PRIVATE KEY${dashes}\nMIIE`,
  `${dashes}END PRIVATE KEY${dashes}`,
  `aaaaaaaaaaaaaaaaaaaaa\n${dashes}END PRIVATE KEY${dashes}`,
];

const all: readonly CredentialDetector[] = [...detectors, entropy, { name: "encoded texts", find: findEncoded }];

function* findEncoded(text: string) {
  for (const { start, end } of encodedRuns(text)) yield { start, end, kind: "encoded text" };
}

/** Of one unit, in one piece in memory. */
function repeated(unit: string, length: number): string {
  return Buffer.from(unit.repeat(Math.ceil(length / unit.length)).slice(0, length)).toString();
}

/** Of the processor, not of the clock: other programs run beside this one. */
function millisecondsOf(detector: CredentialDetector, text: string): number {
  const start = process.cpuUsage().user;
  for (const { start: from, end } of detector.find(text)) if (from >= end) throw new Error("an empty span");
  return (process.cpuUsage().user - start) / 1000;
}

describe.each(all.map((detector) => [detector.name, detector] as const))(
  "%s: the work grows with the text, whatever it repeats",
  (_, detector) => {
    it("of each unit", () => {
      expect(units.filter((unit) => !isLinear(detector, unit))).toEqual([]);
    }, 120_000);
  },
);

/** What takes a few milliseconds is fast enough, and too short to compare. */
function isLinear(detector: CredentialDetector, unit: string): boolean {
  const [small, large] = [repeated(unit, 1 << 15), repeated(unit, 1 << 16)];
  if (millisecondsOf(detector, large) < 50) return true;
  // Collecting garbage and compiling can fall into any of them: the best of both counts.
  const measured = [1, 2, 3, 4, 5].map(() => [millisecondsOf(detector, large), millisecondsOf(detector, small)] as const);
  const [best, bestOfSmall] = [least(measured.map(([time]) => time)), least(measured.map(([, time]) => time))];
  return best <= Math.max(50, 3.5 * bestOfSmall);
}

function least(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
}

it("texts of all units together are searched", async () => {
  const texts = units.map((unit) => repeated(unit, 1 << 15));
  const found = await findCredentials(texts);
  for (const [text, spans] of found) {
    let last = 0;
    for (const { start, end } of spans) {
      expect(start).toBeGreaterThanOrEqual(last);
      expect(end).toBeGreaterThan(start);
      last = end;
    }
    expect(last).toBeLessThanOrEqual(text.length);
  }
});

it("base64 within base64 is read a few levels deep", async () => {
  const nested = (levels: number) => {
    let text = "password=Tr0ub4dor-and-3\n";
    for (let i = 0; i < levels; i++) text = base64(text);
    return text;
  };
  expect([...((await findCredentials([nested(3)])).get(nested(3)) ?? [])].map(({ start }) => start)).toEqual([0]);
  await expect(findCredentials([nested(20)])).resolves.toBeDefined();
});
