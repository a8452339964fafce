import { type CredentialKind, credentialKind } from "../credential.js";
import { alphanumeric, digits, lower, type Random, upper } from "../random.js";

/** Tokens of services whose shape shows what they are. */
export const tokenKinds: readonly CredentialKind[] = [
  token("AWS access key id", "AWS_ACCESS_KEY_ID", (random) => `AKIA${random.text(`${upper}234567`, 16)}`),
  token("GCP API key", "GOOGLE_API_KEY", (random) => `AIza${random.text(`${alphanumeric}_-`, 34)}${random.text(alphanumeric, 1)}`),
  token(
    "GCP access token",
    "GCP_ACCESS_TOKEN",
    (random) => `ya29.a0A${random.text(`${alphanumeric}_-`, 160)}${random.text(alphanumeric, 1)}`,
  ),
  token("GitHub token, classic", "GITHUB_TOKEN", (random) => `ghp_${random.mixed(36)}`),
  token("GitHub token, fine grained", "GH_TOKEN", (random) => `github_pat_${random.mixed(22)}_${random.mixed(59)}`),
  token("GitHub token, app", "GITHUB_APP_TOKEN", (random) => `ghs_${random.mixed(36)}`),
  token("GitLab token", "GITLAB_TOKEN", (random) => `glpat-${random.mixed(20)}`),
  token("Slack token", "SLACK_BOT_TOKEN", (random) => `xoxb-${random.text(digits, 12)}-${random.text(digits, 12)}-${random.mixed(24)}`),
  credentialKind("Slack webhook", (random) => {
    const secret = random.mixed(24);
    const text = `https://hooks.slack.com/services/T${random.text(`${upper}${digits}`, 10)}/B${random.text(`${upper}${digits}`, 10)}/${secret}`;
    return { text, secrets: [secret], name: "SLACK_WEBHOOK_URL", form: "self" };
  }),
  token("Stripe key", "STRIPE_API_KEY", (random) => `sk_live_${random.mixed(24)}`),
  token("webhook signing secret", "WEBHOOK_SIGNING_SECRET", (random) => `whsec_${random.mixed(32)}`),
  token("SendGrid key", "SENDGRID_API_KEY", (random) => `SG.${random.text(alphanumeric, 22)}.${random.text(alphanumeric, 43)}`),
  token("npm token", "NPM_TOKEN", (random) => `npm_${random.mixed(36)}`),
  token("PyPI token", "TWINE_PASSWORD", (random) => `pypi-AgEIcHlwaS5vcmc${random.base64url(120)}`),
  token("DigitalOcean token", "DIGITALOCEAN_TOKEN", (random) => `dop_v1_${random.hex(64)}`),
  token("Vault token", "VAULT_TOKEN", (random) => `hvs.CAESI${random.text(alphanumeric, 86)}`),
  token("OpenAI key", "OPENAI_API_KEY", (random) => `sk-proj-${random.mixed(74)}T3BlbkFJ${random.mixed(74)}`),
  token("Anthropic key", "ANTHROPIC_API_KEY", (random) => `sk-ant-api03-${random.text(alphanumeric, 93)}AA`),
  token("Hugging Face token", "HF_TOKEN", (random) => `hf_${random.text(`${lower}${upper}`, 34)}`),
  token("Grafana token", "GRAFANA_TOKEN", (random) => `glsa_${random.mixed(32)}_${random.hex(8)}`),
  token("Terraform token", "TF_TOKEN", (random) => `${random.mixed(14)}.atlasv1.${random.mixed(67)}`),
  token("age secret key", "SOPS_AGE_KEY", (random) => `AGE-SECRET-KEY-1${random.text("QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L", 58)}`),
  token("Telegram bot token", "TELEGRAM_BOT_TOKEN", (random) => `${random.text("123456789", 10)}:AA${random.mixed(33)}`),
  token("Google OAuth client secret", "GOOGLE_CLIENT_SECRET", (random) => `GOCSPX-${random.mixed(28)}`),
  credentialKind("JWT", (random) => jwt(random, "HS256", { sub: random.uuid(), scope: "orders:write", iat: 1780000000 }, "ID_TOKEN")),
  credentialKind("service account token", (random) => jwt(random, "RS256", serviceAccountClaims(random), "SA_TOKEN")),
];

function token(kind: string, name: string, make: (random: Random) => string): CredentialKind {
  return credentialKind(kind, (random) => ({ text: make(random), name, form: "self" }));
}

function jwt(random: Random, alg: string, claims: object, name: string) {
  const header = Buffer.from(JSON.stringify({ alg, typ: "JWT" })).toString("base64url");
  const payload = Buffer.from(JSON.stringify(claims)).toString("base64url");
  const signature = random.base64url(alg === "HS256" ? 32 : 256);
  return { text: `${header}.${payload}.${signature}`, secrets: [signature], name, form: "self" as const };
}

function serviceAccountClaims(random: Random): object {
  return {
    aud: ["https://kubernetes.default.svc.cluster.local"],
    exp: 1811536000,
    iss: "https://kubernetes.default.svc.cluster.local",
    "kubernetes.io": {
      namespace: "default",
      pod: { name: `web-${random.suffix()}`, uid: random.uuid() },
      serviceaccount: { name: "web", uid: random.uuid() },
    },
    sub: "system:serviceaccount:default:web",
  };
}
