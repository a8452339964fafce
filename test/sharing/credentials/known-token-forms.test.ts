import { expect, it } from "vitest";
import { knownTokens, tokenForms } from "../../../src/sharing/credentials/known-tokens.js";
import { alphabet, base64, characters, digits, hex, lower, upper } from "./random-text.js";

const crypt = `./${alphabet}`;
const random = (bytes: number) => base64(Uint8Array.from({ length: bytes }, () => Math.floor(Math.random() * 256)));
const part = (text: string) => Buffer.from(text).toString("base64url");

/** One of each published form. */
const examples: readonly (readonly [string, string])[] = [
  ["JSON Web Token", `${part('{"alg":"RS256"}')}.${part('{"sub":"system:serviceaccount:a:b"}')}.${characters(60)}`],
  ["AWS access key id", `AKIA${upper(16)}`],
  ["AWS access key id", `ASIA${upper(16)}`],
  ["AWS Bedrock key", `ABSK${characters(120)}`],
  ["Google API key", `AIza${characters(35)}`],
  ["Google OAuth secret", `GOCSPX-${characters(28)}`],
  ["Google OAuth token", `ya29.${characters(60)}`],
  ["Google OAuth refresh token", `1//0${characters(60)}`],
  ["Azure client secret", `${characters(3)}8Q~${characters(34)}`],
  ...["gho", "ghp", "ghs", "ghu", "ghr"].map((prefix) => ["GitHub token", `${prefix}_${characters(36)}`] as const),
  ["GitHub token", `github_pat_${characters(22)}_${characters(59)}`],
  ...["glpat", "glptt", "glrt", "glcbt", "gldt", "glft", "glimt", "glagent", "glsoat"].map(
    (prefix) => ["GitLab token", `${prefix}-${characters(20)}`] as const,
  ),
  ["GitLab runner token", `GR1348941${characters(20)}`],
  ["Bitbucket token", `ATBB${characters(32)}`],
  ["Bitbucket token", `ATCTT3xFf${characters(100)}`],
  ["Slack token", `xoxb-${digits(12)}-${digits(12)}-${characters(24)}`],
  ["Slack token", `xapp-1-${upper(11)}-${digits(13)}-${hex(64)}`],
  ["Stripe key", `sk_live_${characters(24)}`],
  ["Stripe key", `whsec_${characters(32)}`],
  ["Square token", `sq0atp-${characters(22)}`],
  ["Shopify token", `shpat_${hex(32)}`],
  ["Twilio key", `SK${hex(32)}`],
  ["SendGrid key", `SG.${characters(22)}.${characters(43)}`],
  ["Mailgun key", `key-${hex(32)}`],
  ["Mailchimp key", `${hex(32)}-us12`],
  ["npm token", `npm_${characters(36)}`],
  ["PyPI token", `pypi-${characters(120)}`],
  ["RubyGems key", `rubygems_${hex(48)}`],
  ["Docker Hub token", `dckr_pat_${characters(27)}`],
  ["DigitalOcean token", `dop_v1_${hex(64)}`],
  ["HashiCorp Vault token", `hvs.${characters(90)}`],
  ["HashiCorp Vault token", `s.${characters(21)}aB3`],
  ["HashiCorp Terraform token", `${characters(14)}.atlasv1.${characters(67)}`],
  ["OpenAI key", `sk-proj-${characters(48)}`],
  ["Anthropic key", `sk-ant-api03-${characters(93)}AA`],
  ["Hugging Face token", `hf_${characters(34)}`],
  ["Replicate token", `r8_${characters(37)}`],
  ["Groq key", `gsk_${characters(52)}`],
  ["New Relic key", `NRAK-${upper(27)}`],
  ["New Relic key", `${hex(36)}FFFFNRAL`],
  ["Grafana token", `glsa_${characters(32)}_${hex(8)}`],
  ["Sentry token", `sntrys_${characters(80)}`],
  ["Datadog key", `pub_${hex(32)}`],
  ["Dynatrace token", `dt0c01.${upper(24)}.${upper(64)}`],
  ["Telegram bot token", `${digits(9)}:AA${characters(33)}`],
  ["Discord token", `M${characters(23)}.${characters(6)}.${characters(38)}`],
  ["Cloudflare key", `v1.0-${hex(24)}-${hex(146)}`],
  ["Linear key", `lin_api_${characters(40)}`],
  ["Notion token", `ntn_${characters(46)}`],
  ["Postman key", `PMAK-${hex(24)}-${hex(34)}`],
  ["Pulumi token", `pul-${hex(40)}`],
  ["Doppler token", `dp.pt.${characters(43)}`],
  ["Databricks token", `dapi${hex(32)}`],
  ["Artifactory key", `AKC${characters(70)}`],
  ["Tailscale key", `tskey-auth-${characters(17)}-${characters(32)}`],
  ["1Password token", `ops_${part(`{"signInAddress":"${characters(120)}"}`)}`],
  ["age secret key", `AGE-SECRET-KEY-1${upper(58)}`],
  ["bootstrap token", `abc12z.${lower(13)}xy9`],
  ["OpenShift token", `sha256~${characters(43)}`],
  ["password hash", `$2y$10$${characters(53, crypt)}`],
  ["password hash", `$1$${characters(8)}$${characters(22, crypt)}`],
  ["password hash", `$apr1$${characters(8)}$${characters(22, crypt)}`],
  ["password hash", `$5$${characters(16)}$${characters(43, crypt)}`],
  ["password hash", `$6$rounds=5000$${characters(16)}$${characters(86, crypt)}`],
  ["password hash", `$y$j9T$${characters(22)}$${characters(43, crypt)}`],
  ["password hash", `$argon2id$v=19$m=65536,t=3,p=4$${characters(22)}$${characters(43)}`],
  ["password hash", `pbkdf2_sha256$600000$${characters(22)}$${random(32)}`],
  ["password hash", `SCRAM-SHA-256$4096:${random(16)}$${random(32)}:${random(32)}`],
  ["password hash", `{SSHA}${random(28)}`],
  ["password hash", `{SHA}${random(20)}`],
  ["password hash", `*${hex(40).toUpperCase()}`],
];

it.each(examples)("%s is known by its form, in a sentence and in JSON: %#", (kind, value) => {
  for (const [before, behind] of [
    ["cannot log in with ", " at the registry"],
    ['{"a":"', '"}'],
    ["", ""],
  ]) {
    const spans = [...knownTokens.find(`${before}${value}${behind}`)].filter((span) => span.kind === kind);
    expect(spans.map(({ start, end }) => `${before}${value}${behind}`.slice(start, end))).toContain(value);
  }
});

it("a token whose end is missing, or whose alphabet is another, has no known form", () => {
  for (const text of [`ghp_${characters(20)}`, `AKIA${upper(15)}`, `SK${characters(31)}_`, `$6$${characters(8)}$${characters(30)}`])
    expect([...knownTokens.find(`cannot log in with ${text}`)]).toEqual([]);
});

it("every form but a few has an example", () => {
  const shown = new Set(examples.map(([kind]) => kind));
  const unshown = tokenForms.filter(({ kind }) => !shown.has(kind)).map(({ kind }) => kind);
  expect(new Set(unshown)).toEqual(new Set(["Atlassian token", "PagerDuty key", "kubeadm certificate key"]));
});
