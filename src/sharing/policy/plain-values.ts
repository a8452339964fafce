/**
 * Whether a value is plainly no credential, whatever its name says: it has one of the shapes below, as a whole. When in doubt it has none, so words that
 * are not listed, host names and everything random count as possible credentials.
 */
export function isPlainValue(value: string): boolean {
  return value.length <= maxLength && harmlessShapes.some(({ test }) => test(value));
}

/** One row of the table in docs/sharing.md. */
export interface HarmlessShape {
  readonly name: string;
  readonly example: string;
  readonly test: (value: string) => boolean;
}

/** Every shape has few possible values or words alone, so that a longer text is none of them. */
const maxLength = 256;

const matching = (pattern: RegExp) => (value: string) => pattern.test(value);
const oneOf = (words: string) => {
  const known = new Set(words.split(" "));
  return (value: string) => known.has(value.toLowerCase());
};

const protocols =
  "http https http/1.1 http/2 h2 h2c http2 grpc grpcs grpc-web tcp tcp4 tcp6 udp udp4 udp6 sctp tls ssl mtls ws wss amqp amqps mqtt mqtts ftp sftp ssh dns ldap ldaps smtp smtps imap pop3 nfs smb unix otlp zipkin jaeger redis rediss mysql postgres postgresql mongodb kafka nats";
const urlSchemes = new Set(protocols.split(" ").filter((protocol) => /^[a-z0-9-]+$/.test(protocol)));

/** All shapes, with an example of each. */
export const harmlessShapes: readonly HarmlessShape[] = [
  { name: "boolean", example: "true", test: oneOf("true false yes no on off enabled disabled enable disable") },
  {
    name: "number of at most 5 digits, or with at most 3 digits on both sides of the point",
    example: "8080",
    test: matching(/^[+-]?(\d{1,5}|\d{1,3}\.\d{1,3})$/),
  },
  {
    name: "duration",
    example: "1m30s",
    test: matching(
      /^(\d{1,6}(\.\d{1,3})?(ns|us|µs|ms|s|m|h|d|w|sec|min|seconds?|minutes?|hours?|days?)){1,4}$|^P(\d{1,4}[YMWD]){0,4}(T(\d{1,5}[HMS]){1,3})?$/,
    ),
  },
  {
    name: "quantity",
    example: "512Mi",
    test: matching(/^\d{1,9}(\.\d{1,3})?(m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei|K|B|kB|KB|MB|GB|TB|KiB|MiB|GiB|TiB|%)$/),
  },
  { name: "version", example: "v1.28.4", test: matching(/^v?\d{1,4}(\.\d{1,5}){1,3}$|^v\d{1,2}((alpha|beta)\d{1,2})?$/) },
  {
    name: "log level",
    example: "info",
    test: oneOf(
      "trace debug verbose info information notice warn warning error err critical crit fatal panic alert emerg silent quiet all",
    ),
  },
  {
    name: "name of an environment",
    example: "production",
    test: oneOf(
      "production prod staging stage preview sandbox development dev develop devel test testing qa uat integration local ci demo canary release",
    ),
  },
  {
    name: "word of a format, a mode, a platform or a default",
    example: "json",
    test: oneOf(
      "json text plain yaml yml xml csv logfmt console pretty raw html gzip zstd snappy lz4 deflate identity utf-8 utf8 ascii latin1 iso-8859-1 " +
        "default none null nil auto automatic never always ifnotpresent onfailure any empty unknown undefined " +
        "primary secondary replica leader follower master worker server client agent controller standalone cluster single " +
        "stdout stderr stdin memory file disk sync async strict lax linux windows darwin amd64 arm64 x86_64 " +
        "cni flannel calico cilium iptables ipvs nftables ipv4 ipv6 " +
        "java node python ruby golang dotnet nginx apache redis mysql postgres postgresql mariadb mongodb kafka rabbitmq elasticsearch",
    ),
  },
  {
    name: "mode of authorization",
    example: "Node,RBAC",
    test: matching(/^(Node|RBAC|ABAC|Webhook|AlwaysAllow|AlwaysDeny)(,(Node|RBAC|ABAC|Webhook|AlwaysAllow|AlwaysDeny)){0,5}$/),
  },
  {
    name: "time zone",
    example: "Europe/Berlin",
    test: matching(
      /^(UTC|GMT|CET|CEST|EET|WET|EST|EDT|CST|CDT|MST|MDT|PST|PDT|JST|IST|Zulu|Etc\/(UTC|GMT([+-]\d{1,2})?)|(Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Europe|Indian|Pacific|US)\/[A-Z][a-z]{2,11}([_-][A-Z]?[a-z]{1,11}){0,3}(\/[A-Z][a-z]{2,11}([_-][A-Z][a-z]{1,11}){0,2})?)$/,
    ),
  },
  {
    name: "locale",
    example: "en_US.UTF-8",
    test: matching(/^(C|POSIX|[a-z]{2}[_-][A-Z]{2})(\.(UTF-?8|utf-?8|ISO-?8859-?1))?$/),
  },
  { name: "protocol", example: "https", test: oneOf(protocols) },
  {
    name: "address of this host or of all hosts, with or without a port",
    example: "0.0.0.0:8080",
    test: matching(/^(localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1?\]|::1?|\*)?(:\d{1,5})?$/),
  },
  {
    name: "absolute path (or several) below a well-known folder, without random parts",
    example: "/etc/app/config.yaml",
    test: (value) => value.split(":").every(isPlainPath),
  },
  { name: "URL of a host alone: no user, path, query or fragment", example: "https://api.example.com:8443", test: isHostUrl },
  { name: "reference to another variable", example: "$(POD_NAME)", test: matching(/^\$\([A-Za-z_][A-Za-z0-9_.-]{0,62}\)$/) },
];

const folders =
  "app apps bin boot cache cert certs conf config configs data dev etc home lib lib64 log logs media mnt opt proc root run sbin secrets srv storage sys tmp usr var work workspace";
const pathStart = new RegExp(`^/(${folders.replaceAll(" ", "|")})(/|$)`);

/** Of a file or a folder that programs read, below a folder that every system has; nothing in it looks random. */
export function isPlainPath(path: string): boolean {
  return (
    pathStart.test(path) &&
    path
      .slice(1)
      .split("/")
      .every((part) => /^[\w.@+-]{0,64}$/.test(part) && !hasRandomWord(part))
  );
}

function isHostUrl(value: string): boolean {
  const [, scheme = "", host = ""] = /^([a-z0-9-]{2,16}):\/\/([A-Za-z0-9.-]{1,253})(:\d{1,5})?\/?$/.exec(value) ?? [];
  return urlSchemes.has(scheme) && host.split(".").every((label) => label !== "" && label.length <= 63 && !hasRandomWord(label));
}

/** A key of a label, a Secret, a ConfigMap or a bucket, and not one of cryptography: "app.kubernetes.io/name", "tls.key". */
export function looksLikeKey(text: string): boolean {
  return text.length <= maxLength && /^[A-Za-z0-9._/[\]-]+$/.test(text) && !hasRandomWord(text);
}

/**
 * Whether a text may be made by chance: its words (letters of one case between other characters) are no words, or it has many digits among letters.
 * "kube-apiserver", "nginx.conf", "python3.11", "site-packages" do not look random; "wJalrXUtnFEMI", "a94a8fe5ccb1" do.
 */
export function hasRandomWord(text: string): boolean {
  for (const word of text.split(/[^A-Za-z0-9]+/)) {
    if (word.length > 24) return true;
    if (word.length < 6) continue;
    const pieces = word.match(/[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+/g)?.length ?? 0;
    if (pieces > 3 && word.length / pieces < 3.5) return true;
    const digits = word.replace(/\D/g, "").length;
    const changes = word.match(/[a-z][0-9]|[0-9][a-z]|[a-z][A-Z]|[0-9][A-Z]|[A-Z][0-9]/g)?.length ?? 0;
    if (digits === word.length ? digits > 8 : digits > 3 || changes > 3) return true;
    if (/[bcdfghjklmnpqrstvwxz]{6}/i.test(word)) return true;
  }
  return false;
}
