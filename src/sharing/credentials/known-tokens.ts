import type { CredentialDetector } from "./credential-detector.js";
import { isRandomToken, namedThreshold } from "./randomness.js";

/** A token that is known by its form. */
interface TokenForm {
  readonly kind: string;
  /** Words have this form too. */
  readonly isLoose: boolean;
  /** What it matches is the value. It begins with fixed characters and has bounded parts, so that its work is linear. */
  readonly pattern: RegExp;
  /** A text without any of these has no such token: searching for them is many times faster than the pattern. None: it must be tried. */
  readonly fixed: readonly string[];
}

function form(kind: string, fixed: string, pattern: RegExp, isLoose = false): TokenForm {
  const alone = new RegExp(`(?<![A-Za-z0-9])(?:${pattern.source})(?![A-Za-z0-9])`, `g${pattern.flags}`);
  return { kind, isLoose, pattern: alone, fixed: fixed.split(" ").filter((each) => each !== "") };
}

/** Published forms, one a line: by their prefix, alphabet and length; lengths that grew over the years are lower bounds. */
export const tokenForms: readonly TokenForm[] = [
  // Of a service account too. A truncated one has no signature.
  form("JSON Web Token", "eyJ", /(?<![_-])eyJ[\w-]{6,8192}\.(?:eyJ|[\w-]{16})[\w-]{0,8192}(?:\.[\w-]{0,8192}){0,3}/),
  form("AWS access key id", "AKIA ASIA ABIA ACCA", /(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}/),
  form("AWS Bedrock key", "ABSK", /ABSK[A-Za-z0-9+/]{100,200}={0,2}/),
  form("Google API key", "AIza", /AIza[\w-]{35}/),
  form("Google OAuth secret", "GOCSPX-", /GOCSPX-[\w-]{28}/),
  form("Google OAuth token", "ya29.", /ya29\.[\w.-]{20,2048}/),
  form("Google OAuth refresh token", "1//0", /1\/\/0[\w-]{40,256}/),
  form("Azure client secret", "Q~", /[\w~.-]{3}\dQ~[\w~.-]{31,34}/),
  form("GitHub token", "gho_ ghp_ ghs_ ghu_ ghr_", /gh[opsur]_[A-Za-z0-9]{36,255}/),
  form("GitHub token", "github_pat_", /github_pat_\w{50,255}/),
  form(
    "GitLab token",
    "glpat- glptt- glrt- glcbt- gldt- glft- glimt- glagent- glsoat- gloas- glffct-",
    /gl(?:pat|ptt|rt|cbt|dt|ft|imt|agent|soat|oas|ffct)-[\w-]{20,100}(?:\.[\w.]{2,40})?/,
  ),
  form("GitLab runner token", "GR1348941", /GR1348941[\w-]{20}/),
  form("Bitbucket token", "ATBB ATCTT3xFf ATATT3xFf", /AT(?:BB|CTT3xFf|ATT3xFf)[\w=-]{20,255}/),
  form("Slack token", "xoxa xoxb xoxe xoxo xoxp xoxr xoxs", /xox[abeoprs](?:\.xox[bp])?-[A-Za-z0-9-]{10,250}/),
  form("Slack token", "xapp-", /xapp-\d-[A-Z0-9]{5,20}-\d{5,20}-[a-f0-9]{20,100}/),
  form("Stripe key", "k_live_ k_test_ whsec_", /(?:[rs]k_(?:live|test)|whsec)_[A-Za-z0-9]{16,255}/),
  form("Square token", "sq0 EAAA", /(?:sq0(?:atp|csp)-[\w-]{22,43}|EAAA[\w-]{60})/),
  form("Shopify token", "shpat_ shpca_ shppa_ shpss_", /shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}/),
  form("Twilio key", "SK", /SK[0-9a-f]{32}/),
  form("SendGrid key", "SG.", /SG\.[\w-]{16,32}\.[\w-]{16,64}/),
  form("Mailgun key", "key-", /key-[0-9a-f]{32}/),
  form("Mailchimp key", "-us", /[0-9a-f]{32}-us\d{1,2}/),
  form("npm token", "npm_", /npm_[A-Za-z0-9]{36}/),
  form("PyPI token", "pypi-", /pypi-[\w-]{50,1000}/),
  form("RubyGems key", "rubygems_", /rubygems_[0-9a-f]{48}/),
  form("Docker Hub token", "dckr_", /dckr_(?:pat|oat)_[\w-]{20,64}/),
  form("DigitalOcean token", "doo_v1_ dop_v1_ dor_v1_", /do[opr]_v1_[0-9a-f]{64}/),
  form("HashiCorp Vault token", "hvb. hvs. hvr.", /hv[bsr]\.[\w-]{20,300}/),
  form("HashiCorp Vault token", "s. b.", /[sb]\.[A-Za-z0-9]{24}/, true),
  form("HashiCorp Terraform token", ".atlasv1.", /[A-Za-z0-9]{14}\.atlasv1\.[\w-]{60,70}/),
  form("OpenAI key", "sk-", /sk-(?:proj-|svcacct-|admin-)?[\w-]{32,200}/, true),
  form("Anthropic key", "sk-ant-", /sk-ant-[\w-]{24,200}/, true),
  form("Hugging Face token", "hf_ api_org_", /(?:hf_[A-Za-z0-9]{30,40}|api_org_[A-Za-z0-9]{34})/),
  form("Replicate token", "r8_", /r8_[A-Za-z0-9]{37}/),
  form("Groq key", "gsk_", /gsk_[A-Za-z0-9]{48,56}/),
  form("New Relic key", "NRAK NRJS NRAA NRII NRIQ NRRA NRSP", /(?:NRAK|NRJS|NRAA|NRII|NRIQ|NRRA|NRSP)-[A-Za-z0-9_-]{19,42}/),
  form("New Relic key", "NRAL", /[a-f0-9]{36}(?:FFFF)?NRAL/),
  form("Grafana token", "glsa_ glc_", /gl(?:sa|c)_[A-Za-z0-9_+/=]{32,400}/),
  form("Sentry token", "sntr", /sntr(?:ys|yu)_[A-Za-z0-9_+/=]{40,400}/),
  form("Datadog key", "ddapi_ ddapp_ pub_", /(?:ddapi|ddapp|pub)_[0-9a-f]{32,40}/),
  form("Dynatrace token", "dt0", /dt0[a-z]\d\d\.[A-Z2-7]{24}\.[A-Z2-7]{64}/),
  form("PagerDuty key", "u+", /u\+[A-Za-z0-9_-]{18}/, true),
  form("Telegram bot token", ":AA", /\d{8,10}:AA[\w-]{32,36}/),
  form("Discord token", "", /[MNO][A-Za-z\d_-]{23,27}\.[\w-]{6}\.[\w-]{27,40}/),
  form("Cloudflare key", "v1.0- cfut_ cfat_ cfk_", /(?:v1\.0-[a-f0-9]{24}-[a-f0-9]{146}|cf(?:ut|at|k)_[A-Za-z0-9_-]{40,80})/),
  form("Linear key", "lin_", /lin_(?:api|oauth)_[A-Za-z0-9]{32,64}/),
  form("Notion token", "ntn_ secret_", /(?:ntn_[A-Za-z0-9]{40,50}|secret_[A-Za-z0-9]{43})/),
  form("Postman key", "PMAK-", /PMAK-[a-f0-9]{24}-[a-f0-9]{34}/),
  form("Pulumi token", "pul-", /pul-[a-f0-9]{40}/),
  form("Doppler token", "dp.", /dp\.(?:pt|st|sa|ct|scim|audit)\.(?:[\w-]{2,35}\.)?[A-Za-z0-9]{40,44}/),
  form("Databricks token", "dapi", /dapi[a-f0-9]{32}(?:-\d)?/),
  form("Artifactory key", "AKC cmVmdGtu", /(?:AKC[A-Za-z0-9]{60,80}|cmVmdGtu[A-Za-z0-9]{40,80})/),
  form("Atlassian token", "ATATT", /ATATT[A-Za-z0-9_=-]{60,255}/),
  form("Tailscale key", "tskey-", /tskey-[a-z]{3,10}-[A-Za-z0-9]{8,24}-[A-Za-z0-9]{16,64}/),
  form("1Password token", "ops_eyJ", /ops_eyJ[A-Za-z0-9+/=]{100,2000}/),
  form("age secret key", "AGE-SECRET-KEY-", /AGE-SECRET-KEY-(?:PQ-)?1[A-Z0-9]{8,120}/),
  form("bootstrap token", "", /(?<![-./\w])[a-z0-9]{6}\.(?=[a-f0-9]*[g-z])(?=[a-z]*\d)[a-z0-9]{16}(?![-.]\w)/),
  form("OpenShift token", "sha256~", /sha256~[\w-]{43}/),
  form("kubeadm certificate key", "certificate-key", /(?<=certificate-key[ =])[0-9a-f]{64}/),
  // Of crypt, of htpasswd, of LDAP, of databases.
  form("password hash", "$2", /\$2[abxy]?\$\d\d\$[./A-Za-z0-9]{53}/),
  form("password hash", "$1$ $apr1$", /\$(?:1|apr1)\$[./A-Za-z0-9]{1,8}\$[./A-Za-z0-9]{22}/),
  form("password hash", "$5$ $6$", /\$[56]\$(?:rounds=\d{1,9}\$)?[./A-Za-z0-9]{1,16}\$[./A-Za-z0-9]{43,86}/),
  form("password hash", "$y$ $gy$ $7$", /\$(?:g?y|7)\$[./A-Za-z0-9]{1,16}\$[./A-Za-z0-9]{1,86}\$[./A-Za-z0-9]{43}/),
  form(
    "password hash",
    "$argon2",
    /\$argon2(?:id|i|d)\$(?:v=\d{1,3}\$)?m=\d{1,9},t=\d{1,6},p=\d{1,4}\$[A-Za-z0-9+/]{8,64}\$[A-Za-z0-9+/]{16,128}/,
  ),
  form(
    "password hash",
    "$scrypt$ $pbkdf2",
    /\$(?:scrypt|pbkdf2(?:-sha\d{1,3})?)\$[\w=,.]{1,40}\$[A-Za-z0-9+/.]{8,64}\$[A-Za-z0-9+/.]{16,128}={0,2}/,
  ),
  form("password hash", "pbkdf2_sha", /pbkdf2_sha\d{1,3}\$\d{1,8}\$[\w./+-]{1,64}\$[A-Za-z0-9+/]{27,88}={0,2}/),
  form(
    "password hash",
    "SCRAM-SHA-",
    /SCRAM-SHA-\d{1,3}\$\d{1,8}:[A-Za-z0-9+/]{8,64}={0,2}\$[A-Za-z0-9+/]{27,88}={0,2}:[A-Za-z0-9+/]{27,88}={0,2}/,
  ),
  form(
    "password hash",
    "{SHA {SSHA {SMD5} {MD5} {PBKDF2",
    /\{(?:S?SHA(?:-?(?:224|256|384|512))?|S?MD5|PBKDF2[\w-]{0,8})\}[A-Za-z0-9+/$.=]{20,256}/,
  ),
  form("password hash", "{CRYPT} {crypt}", /(?<=\{(?:CRYPT|crypt)\})[./A-Za-z0-9$]{13,128}/),
  form("password hash", "*", /\*[0-9A-F]{40}/),
];

export const knownTokens: CredentialDetector = {
  name: "known tokens",
  *find(text) {
    if (text.length < 16) return;
    for (const { kind, pattern, isLoose, fixed } of tokenForms) {
      if (fixed.length > 0 && !fixed.some((each) => text.includes(each))) continue;
      for (const { 0: value, index } of text.matchAll(pattern))
        if (!isLoose || isRandomToken(value, namedThreshold)) yield { start: index, end: index + value.length, kind };
    }
  },
};
