import { type Credential, type CredentialKind, credentialKind } from "../credential.js";
import { alphanumeric, digits, type Random, upper } from "../random.js";

/** One line with a secret in it, and around it what shows that: URLs, connection strings, headers, configuration of a client. */
export const compoundKinds: readonly CredentialKind[] = [
  compound(
    "URL with userinfo",
    "REPO_URL",
    (random, password) => `https://deploy:${encodeURIComponent(password)}@${host(random)}/team/app.git`,
  ),
  compound("database URL", "DATABASE_URL", (random, password) => {
    const scheme = random.pick(["postgres", "postgresql", "mysql", "mongodb+srv", "redis", "amqp", "clickhouse"]);
    return `${scheme}://app:${encodeURIComponent(password)}@${host(random)}:${random.integer(1024, 65535)}/orders`;
  }),
  compound("Go database DSN", "MYSQL_DSN", (random, password) => `app:${password}@tcp(${host(random)}:3306)/orders?parseTime=true`),
  compound(
    "libpq string",
    "PG_CONNINFO",
    (random, password) => `host=${host(random)} port=5432 user=app password=${password} sslmode=require`,
  ),
  compound(
    "ODBC string",
    "SQL_CONNECTION",
    (random, password) => `Server=tcp:${host(random)},1433;Database=orders;User ID=app;Password=${password};Encrypt=True`,
  ),
  compound(
    "JDBC URL",
    "SPRING_DATASOURCE_URL",
    (random, password) => `jdbc:mysql://${host(random)}:3306/orders?user=app&password=${encodeURIComponent(password)}`,
  ),
  credentialKind("Azure connection string", (random) => {
    const key = random.base64(64);
    const text = `DefaultEndpointsProtocol=https;AccountName=orders${random.text(digits, 4)};AccountKey=${key};EndpointSuffix=core.example.net`;
    return { text, secrets: [key], name: "AZURE_STORAGE_CONNECTION_STRING", form: "self" };
  }),
  credentialKind("Azure SAS", (random) => {
    const signature = random.base64(32);
    const query = `sv=2022-11-02&ss=b&srt=sco&sp=rl&se=2027-01-01T00:00:00Z&sig=${encodeURIComponent(signature)}`;
    return { text: `https://orders.blob.example.net/backups/db.tar?${query}`, secrets: [signature], name: "BACKUP_SAS_URL", form: "self" };
  }),
  credentialKind("signed URL", (random) => {
    const signature = random.hex(64);
    const credential = `AKIA${random.text(`${upper}234567`, 16)}%2F20261129%2Feu-west-1%2Fs3%2Faws4_request`;
    const text = `https://orders.s3.example.com/dump.gz?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=${credential}&X-Amz-Expires=3600&X-Amz-Signature=${signature}`;
    return { text, secrets: [signature], name: "DUMP_URL", form: "self" };
  }),
  credentialKind("docker auth", (random) => {
    const password = random.mixed(20);
    const auth = Buffer.from(`robot:${password}`).toString("base64");
    return {
      text: JSON.stringify({ auths: { [`registry.${host(random)}`]: { auth } } }),
      secrets: [auth, password],
      name: "DOCKER_CONFIG_JSON",
      form: "self",
    };
  }),
  credentialKind("basic auth header", (random) => {
    const password = random.mixed(16);
    const auth = Buffer.from(`svc:${password}`).toString("base64");
    return { text: `Basic ${auth}`, secrets: [auth, password], name: "AUTHORIZATION", form: "self" };
  }),
  credentialKind("bearer header", (random) => {
    const token = random.mixed(43);
    return { text: `Bearer ${token}`, secrets: [token], name: "AUTHORIZATION", form: "self" };
  }),
  credentialKind("cookie", (random) => {
    const session = random.mixed(32);
    return { text: `Cookie: theme=dark; sessionid=${session}`, secrets: [session], name: "PROBE_COOKIE", form: "self" };
  }),
  credentialKind("htpasswd, bcrypt", (random) => {
    const hash = `$2y$10$${random.text(`./${alphanumeric}`, 53)}`;
    return { text: `admin:${hash}`, secrets: [hash.slice(7)], name: "HTPASSWD", form: "self" };
  }),
  credentialKind("htpasswd, apr1", (random) => {
    const hash = random.text(`./${alphanumeric}`, 22);
    return { text: `admin:$apr1$${random.text(alphanumeric, 8)}$${hash}`, secrets: [hash], name: "HTPASSWD", form: "self" };
  }),
  credentialKind("otpauth URL", (random) => {
    const secret = random.text(`${upper}234567`, 32);
    return { text: `otpauth://totp/Orders:ops?secret=${secret}&issuer=Orders`, secrets: [secret], name: "TOTP_URL", form: "self" };
  }),
];

function compound(kind: string, name: string, make: (random: Random, password: string) => string): CredentialKind {
  return credentialKind(kind, (random): Omit<Credential, "kind"> => {
    const password = random.chance(0.5) ? random.mixed(random.integer(12, 24)) : `${random.spoken(5)}${random.text(digits, 2)}`;
    return { text: make(random, password), secrets: [password], name, form: "self" };
  });
}

function host(random: Random): string {
  return random.pick(["db.prod.example.com", "orders-db.data.svc.cluster.local", "10.20.30.40", "db-1.internal.example.org"]);
}
