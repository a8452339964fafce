import type { Credential } from "../credential.js";
import { flagOf } from "../planting-place.js";
import type { Random } from "../random.js";

/** One argument or two, as JSON, so that a phrase is one text. */
export function argumentPhrase(credential: Credential, random: Random): string {
  const { text, form, kind, name } = credential;
  const flag = flagOf(credential);
  const choices: string[][] = [[`--${flag}=${text}`], [`--${flag}`, text]];
  if (form === "self") choices.push([text], ["--set", `config.value=${text}`]);
  if (form === "self" && !text.includes(" ")) choices.push(["--header", `X-Api-Key: ${text}`]);
  if (form === "opaque" || form === "quoted") {
    choices.push([`-D${flag.replaceAll("-", ".")}=${text}`], ["-H", `X-Auth-Token: ${text}`], ["--set", `auth.password=${text}`]);
    choices.push(["--env", `${name}=${text}`], ["--user", "svc", "--password", text]);
  }
  if (kind === "basic auth header" || kind === "bearer header") choices.push(["-H", `Authorization: ${text}`]);
  return JSON.stringify(random.pick(choices));
}

/** A whole command line, as JSON. */
export function commandPhrase(credential: Credential, random: Random): string {
  const { text, form } = credential;
  const choices: string[][] = [["/app/server", ...(JSON.parse(argumentPhrase(credential, random)) as string[])]];
  if (form === "opaque" || form === "quoted") {
    choices.push(["mysql", "-uapp", `-p${text}`, "-e", "select 1"]);
    choices.push(["redis-cli", "-a", text, "ping"]);
    choices.push(["curl", "-sf", "-u", `svc:${text}`, "https://api.example.com/ready"]);
    choices.push(["sshpass", "-p", text, "ssh", "backup@10.0.0.5"]);
    choices.push(["env", `PGPASSWORD=${text}`, "psql", "-h", "db", "-U", "app"]);
    choices.push(["docker", "login", "-u", "robot", "-p", text, "registry.example.com"]);
    choices.push(["ldapwhoami", "-x", "-D", "cn=app,dc=example,dc=com", "-w", text]);
    choices.push(["mongosh", "--username", "app", "--password", text, "--eval", "db.stats()"]);
  }
  return JSON.stringify(random.pick(choices));
}

/** A script for `sh -c`. */
export function scriptPhrase(credential: Credential, random: Random): string {
  const { text, form, name } = credential;
  const quoted = `'${text.replaceAll("'", "'\\''")}'`;
  const base64 = Buffer.from(text).toString("base64");
  const variable = name.replaceAll("-", "_");
  const choices = [`set -eu\nexport ${variable}=${quoted}\nexec /app/server --port 8080\n`];
  if (form === "block") choices.push(`cat <<EOF > /tmp/credentials\n${text}\nEOF\nexec /app/server\n`);
  if (form === "block") choices.push(`echo ${base64} | base64 -d > /tmp/credentials && exec /app/server`);
  if (form === "self") choices.push(`echo ${quoted} > /tmp/credentials; exec /app/server`, `/app/check ${quoted} || exit 1`);
  if (form === "opaque") {
    choices.push(`PGPASSWORD=${text} psql -h db -U app -c 'select 1'`, `redis-cli -a ${text} ping | grep PONG`);
    choices.push(`curl -sf -H "Authorization: Bearer ${text}" https://api.example.com/ready`);
    choices.push(`if ! mysqladmin -uapp --password=${text} ping; then exit 1; fi`);
    choices.push(`for i in 1 2 3; do wget -q --header="X-Api-Key: ${text}" -O- http://api/ready && break; sleep 1; done`);
  }
  if (form === "opaque" || form === "quoted") {
    choices.push(`mysql -uapp -p${quoted} -e 'select 1'`, `curl -u svc:${quoted} https://api.example.com/ready`);
  }
  return random.pick(choices);
}
