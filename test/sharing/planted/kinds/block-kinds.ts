import { type CredentialKind, credentialKind } from "../credential.js";
import type { Random } from "../random.js";

/** Credentials of several lines. */
export const blockKinds: readonly CredentialKind[] = [
  pem("RSA private key", "RSA PRIVATE KEY", 600),
  pem("EC private key", "EC PRIVATE KEY", 121),
  pem("OpenSSH private key", "OPENSSH PRIVATE KEY", 400),
  pem("PKCS #8 private key", "PRIVATE KEY", 620),
  credentialKind("GCP service account", (random) => {
    const key = pemOf("PRIVATE KEY", random, 620);
    const document = {
      type: "service_account",
      project_id: `orders-${random.text("123456789", 6)}`,
      private_key_id: random.hex(40),
      private_key: `${key}\n`,
      client_email: "orders@orders-prod.iam.example.com",
      token_uri: "https://oauth2.example.com/token",
    };
    return { text: JSON.stringify(document, null, 2), secrets: bodyOf(key), name: "GOOGLE_CREDENTIALS", form: "block" };
  }),
  credentialKind("kubeconfig", (random) => {
    const token = random.mixed(48);
    const key = Buffer.from(pemOf("EC PRIVATE KEY", random, 121)).toString("base64");
    const text = [
      "apiVersion: v1",
      "kind: Config",
      "current-context: prod",
      "clusters:",
      "- name: prod",
      "  cluster:",
      "    server: https://10.0.0.1:6443",
      "users:",
      "- name: deployer",
      "  user:",
      `    token: ${token}`,
      `    client-key-data: ${key}`,
      "",
    ].join("\n");
    return { text, secrets: [token, key], name: "KUBECONFIG_DATA", form: "block" };
  }),
];

function pem(kind: string, label: string, bytes: number): CredentialKind {
  return credentialKind(kind, (random) => {
    const text = pemOf(label, random, bytes);
    return { text, secrets: bodyOf(text), name: "TLS_PRIVATE_KEY", form: "block" };
  });
}

export function pemOf(label: string, random: Random, bytes: number): string {
  const body = random.base64(bytes).match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...body, `-----END ${label}-----`].join("\n");
}

/** Its lines: that a first or last one is left is a leak too. */
function bodyOf(text: string): readonly string[] {
  return text.split("\n").filter((line) => !line.startsWith("-----") && line.length >= 8);
}
