import { describe, expect, it } from "vitest";
import { chooseContext } from "../../../src/cluster/auth/chosen-context.js";
import { certificate } from "../../support/tls.js";
import { base64, execUser, failureOf, KubeconfigRig, kubeconfigOf, trusted } from "./kubeconfig-rig.js";

const https = trusted("https://127.0.0.1:1");
const http = { server: "http://127.0.0.1:1" };
const pair = { "client-certificate-data": base64(certificate("client.crt")), "client-key-data": base64(certificate("client.key")) };
const plugin = (more: object) => execUser("some-plugin", more);

/** The messages are those of kubectl 1.32 and client-go 1.36, but for a full stop at their end. */
describe("what kubectl refuses is refused in its words:", () => {
  const withoutUser = "requesting uid, groups or user-extra for u without impersonating a user";
  const toUse = "to use exec authentication plugin";
  it.each<[what: string, cluster: object, user: object, message: string]>([
    ["groups without a user to impersonate", https, { token: "t", "as-groups": ["admins"] }, withoutUser],
    ["a uid without a user to impersonate", https, { token: "t", "as-uid": "7" }, withoutUser],
    ["extra fields without a user to impersonate", https, { token: "t", "as-user-extra": { scopes: [] } }, withoutUser],
    ["the same over plain HTTP", http, { "as-groups": ["admins"] }, withoutUser],
    [
      "no verification with a certificate authority",
      { ...https, "insecure-skip-tls-verify": true },
      {},
      'specifying a root certificates file with the insecure flag is not allowed (insecure-skip-tls-verify of cluster "c")',
    ],
    [
      "two certificate authorities",
      { ...https, "certificate-authority": "ca.crt" },
      {},
      "certificate-authority-data and certificate-authority are both specified for c. certificate-authority-data will override",
    ],
    [
      "a certificate authority that is not there",
      { server: https.server, "certificate-authority": "/nope" },
      {},
      "unable to read certificate-authority /nope for c: no such file or directory",
    ],
    [
      "a token and a password",
      https,
      { token: "t", username: "u", password: "p" },
      "more than one authentication method found for u; found [token basicAuth], only one is allowed",
    ],
    [
      "a token file and a password",
      https,
      { tokenFile: "ca.crt", username: "u" },
      'username/password or bearer token may be set, but not both (user "u")',
    ],
    [
      "two client certificates",
      https,
      { ...pair, "client-certificate": "ca.crt" },
      "client-cert-data and client-cert are both specified for u. client-cert-data will override",
    ],
    [
      "two client keys",
      https,
      { ...pair, "client-key": "ca.crt" },
      "client-key-data and client-key are both specified for u; client-key-data will override",
    ],
    [
      "a client certificate without a key",
      https,
      { "client-certificate-data": pair["client-certificate-data"] },
      "client-key-data or client-key must be specified for u to use the clientCert authentication method",
    ],
    [
      "a client certificate and a key that are not there",
      http,
      { "client-certificate": "/no.crt", "client-key": "/no.key" },
      "unable to read client-cert /no.crt for u: no such file or directory; unable to read client-key /no.key for u: no such file or directory",
    ],
    [
      "a plugin beside an auth provider",
      https,
      { ...plugin({}), "auth-provider": { name: "oidc" } },
      "authProvider cannot be provided in combination with an exec plugin for u",
    ],
    ["a plugin without a command", https, plugin({ command: "" }), `command must be specified for u ${toUse}`],
    [
      "a plugin without an apiVersion",
      https,
      plugin({ apiVersion: null, interactiveMode: "Never" }),
      `apiVersion must be specified for u ${toUse}`,
    ],
    [
      "a plugin of a version that is not supported",
      https,
      plugin({ apiVersion: "client.authentication.k8s.io/v1alpha1" }),
      'exec plugin: invalid apiVersion "client.authentication.k8s.io/v1alpha1" for u',
    ],
    ["a plugin without an interactiveMode", https, plugin({ interactiveMode: null }), `interactiveMode must be specified for u ${toUse}`],
    ["a plugin of another interactiveMode", https, plugin({ interactiveMode: "Perhaps" }), 'invalid interactiveMode for u: "Perhaps"'],
    ["a variable without a name", https, plugin({ env: [{ value: "x" }] }), `env variable name must be specified for u ${toUse}`],
    [
      "a proxy of another scheme",
      { ...https, "proxy-url": "ftp://me:s3cret@proxy" },
      {},
      `invalid 'proxy-url' "ftp://proxy" for cluster "c": unsupported scheme "ftp", must be http, https, or socks5`,
    ],
    [
      "a proxy that is not a URL",
      { ...https, "proxy-url": "http://me:s3cret@[proxy" },
      {},
      `invalid 'proxy-url' "http://[proxy" for cluster "c": could not parse it`,
    ],
  ])("%s", async (_what, cluster, user, message) => {
    await using rig = new KubeconfigRig();
    const config = rig.write("config", kubeconfigOf(cluster, user));
    rig.write("ca.crt", certificate("ca.crt"));
    const failure = await failureOf(chooseContext({ kubeconfig: config, env: {} }));
    expect(failure.message).toBe(message);
    expect(failure.hint).toBe(`correct it in ${config}; kubectl refuses it too`);
  });

  it("a namespace that is not a DNS label", async () => {
    await using rig = new KubeconfigRig();
    const config = rig.write("config", kubeconfigOf(https, {}, { namespace: "../../x" }));
    await expect(chooseContext({ kubeconfig: config, env: {} })).rejects.toThrow(
      'namespace "../../x" for context "dev" does not conform to the kubernetes DNS_LABEL rules',
    );
  });

  it.each<[what: string, cluster: object, user: object, message: string]>([
    [
      "a certificate authority that is not a certificate",
      { ...https, "certificate-authority-data": base64("garbage") },
      {},
      "unable to load root certificates: unable to parse bytes as PEM block",
    ],
    [
      "a client certificate that is not one",
      https,
      { ...pair, "client-certificate-data": base64("x") },
      "tls: failed to find any PEM data in certificate input",
    ],
    [
      "a key of another certificate",
      https,
      { ...pair, "client-key-data": base64(certificate("server.key")) },
      "tls: private key does not match public key",
    ],
  ])("%s", async (_what, cluster, user, message) => {
    await using rig = new KubeconfigRig();
    expect((await failureOf(rig.request(cluster, user))).message).toBe(message);
  });
});

describe("what kubectl takes is taken:", () => {
  it.each<[what: string, cluster: object, user: object]>([
    ["no verification with a certificate authority over plain HTTP", { ...https, ...http, "insecure-skip-tls-verify": true }, {}],
    ["a password beside a token file over plain HTTP", http, { tokenFile: "/nope", username: "u" }],
    ["a token beside a token file that is not there", https, { token: "t", tokenFile: "/nope" }],
    ["a key without a certificate", https, { token: "t", "client-key-data": pair["client-key-data"] }],
    ["empty fields of impersonation", https, { token: "t", as: "", "as-groups": [], "as-user-extra": {}, "as-uid": null }],
    [
      "a plugin of v1beta1 without an interactiveMode",
      https,
      plugin({ apiVersion: "client.authentication.k8s.io/v1beta1", interactiveMode: null }),
    ],
    ["a user without fields", https, {}],
    ["a user that is null", https, null as unknown as object],
    ["a SOCKS proxy", { ...https, "proxy-url": "socks5://127.0.0.1:1080" }, {}],
  ])("%s", async (_what, cluster, user) => {
    await using rig = new KubeconfigRig();
    await chooseContext({ kubeconfig: rig.write("config", kubeconfigOf(cluster, user)), env: {} });
  });

  it("contradictions of a context that is not chosen", async () => {
    await using rig = new KubeconfigRig();
    const config = rig.write(
      "config",
      JSON.stringify({
        contexts: [
          { name: "arn:aws:eks:eu-west-1:1:cluster/good one", context: { cluster: "c", user: "good" } },
          { name: "bad", context: { cluster: "c", user: "bad" } },
        ],
        clusters: [{ name: "c", cluster: https }],
        users: [
          { name: "good", user: {} },
          { name: "bad", user: { "as-groups": ["admins"] } },
        ],
      }),
    );
    const chosen = await chooseContext({ kubeconfig: config, context: "arn:aws:eks:eu-west-1:1:cluster/good one", env: {} });
    expect(chosen.user).toEqual({});
    await failureOf(chooseContext({ kubeconfig: config, context: "bad", env: {} }));
  });
});
