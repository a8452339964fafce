import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { commandWithoutSecrets } from "../../../src/sharing/command-without-secrets.js";
import { commandWords, isCommandAt, textParts } from "../../../src/sharing/policy/command-places.js";
import type { Place } from "../../../src/sharing/policy/place.js";

const placeholder = "redacted-0123456789abcdef";

function read(...words: readonly string[]) {
  const hidden: string[] = [];
  const result = commandWords(words, (value) => {
    hidden.push(value);
    return placeholder;
  });
  return { words: result, hidden };
}

const at = (...path: readonly (string | number)[]): Place => ({ kind: "Pod", apiVersion: "v1", path, parents: path.map(() => ({})) });

describe("the lists that are command lines", () => {
  it("are command and args of any object, and options of mounts", () => {
    for (const field of ["command", "args", "extraArgs", "preKubeadmCommands", "entrypoint", "mountOptions"])
      expect(isCommandAt(at("spec", field)), field).toBe(true);
    for (const field of ["finalizers", "names", "env", "usages", "resources"]) expect(isCommandAt(at("spec", field)), field).toBe(false);
    expect(isCommandAt(at("spec", "args", 0))).toBe(false);
  });
});

describe("the flags of Kubernetes' own programs stay readable", () => {
  it.each([
    "--authorization-mode=Node,RBAC",
    "--tls-private-key-file=/etc/kubernetes/pki/apiserver.key",
    "--kubelet-client-key=/etc/kubernetes/pki/apiserver-kubelet-client.key",
    "--etcd-keyfile=/etc/kubernetes/pki/apiserver-etcd-client.key",
    "--service-account-issuer=https://kubernetes.default.svc.cluster.local",
    "--service-account-key-file=/etc/kubernetes/pki/sa.pub",
    "--leader-elect=true",
    "--anonymous-auth=false",
    "--enable-bootstrap-token-auth=true",
    "--authentication-kubeconfig=/etc/kubernetes/scheduler.conf",
    "--authentication-token-webhook=true",
    "--authentication-token-webhook-cache-ttl=10s",
    "--authentication-token-webhook-version=v1beta1",
    "--authorization-always-allow-paths=/healthz,/readyz,/livez",
    "--authorization-webhook-cache-authorized-ttl=5m0s",
    "--concurrent-serviceaccount-token-syncs=5",
    "--feature-gates=BoundServiceAccountTokenVolume=true",
    "--image-credential-provider-config=/etc/kubernetes/credentials.yaml",
    "--auth-type=oidc",
    "--token=$(TOKEN)",
    "--secure-port=10259",
  ])("%s", (word) => {
    expect(read("program", word)).toEqual({ words: ["program", word], hidden: [] });
    const [flag = "", ...value] = word.split("=");
    expect(read("program", flag, value.join("="))).toEqual({ words: ["program", flag, value.join("=")], hidden: [] });
  });

  it.each([
    ["--token=12345", "12345"],
    ["--pin=1234", "1234"],
    ["--password=production", "production"],
    ["--auth=hunter2", "hunter2"],
    ["--service-account-token=Node,RBAC", "Node,RBAC"],
  ])("but credentials go, however plain: %s", (word, value) => expect(read("program", word).hidden).toEqual([value]));
});

describe("a hidden value", () => {
  it.each([
    [
      ["sh", "-c", "PGPASSWORD='hun ter2' psql postgres://bob:hunter3@db/shop"],
      ["hun ter2", "bob:hunter3"],
    ],
    [["x", '{"token":"hunter2","maxTokens":2048}'], ["hunter2"]],
    [["x", "kind: Secret\ndata:\n  color: aHVudGVyMg=="], ["aHVudGVyMg=="]],
    [["x", 'password: "hunter2"'], ["hunter2"]],
    [["curl", "-H", "Authorization: Bearer hunter2"], ["Bearer hunter2"]],
    [["sh", "-c", "echo 12345 | docker login --password-stdin"], ["12345"]],
    [
      ["x", "a?token=hunter2&user=x&key=hunter3"],
      ["hunter2", "hunter3"],
    ],
    [["etcd", "http://a:2379,http://bob:hunter2@b:2379"], ["bob:hunter2"]],
    [["sshpass", "-p", "12345", "ssh", "host"], ["12345"]],
  ])("is passed on as it was: %j", (words, hidden) => expect(read(...words).hidden).toEqual(hidden));

  it("leaves what stays in JSON as it is", () => {
    expect(read("x", '{"token":"hunter2","maxTokens":2048}').words[1]).toBe(`{"token":"${placeholder}","maxTokens":2048}`);
    expect(read("x", "{keyType: RSA, password: hunter2}").words[1]).not.toContain("hunter2");
  });

  it("is not hidden twice", () => {
    const once = read("sh", "-c", "TOKEN=hunter2 x --set a.password=hunter3").words;
    expect(read(...once)).toEqual({ words: once, hidden: [] });
  });
});

const word = fc.oneof(
  fc.string(),
  fc.stringMatching(/^[-=:{}"' a-z;|&<,@/\\[\]\n\uE000-\uE002]{0,30}$/),
  fc.constantFrom("--token", "mysql", "-p", "sh", "-c", "-H", "--set", "--from-literal", "X-Key:x", "password: x", '{"token":1}', "<<<"),
);

describe("laws of command lines", () => {
  it("the words are as they were if every value is kept", () => {
    fc.assert(
      fc.property(fc.array(word, { maxLength: 8 }), (words) => {
        expect(commandWords(words, (value) => value)).toEqual(words);
        expect(commandWithoutSecrets(words, (value) => value)).toEqual(words);
      }),
    );
  });

  it("every value is a part of a word, quotes and escapes apart", () => {
    const plain = fc.stringMatching(/^[-=:{} a-z;|&<,@/[\]\n]{0,40}$/);
    fc.assert(
      fc.property(fc.array(fc.oneof(plain, fc.constantFrom("--token", "-p", "mysql", "sh", "-c")), { maxLength: 6 }), (words) => {
        for (const value of read(...words).hidden) expect(words.some((each) => each.includes(value))).toBe(true);
      }),
    );
  });

  it("a long text of any content takes time in proportion", { timeout: 60_000 }, () => {
    const parts = [
      "eyJ-",
      "a://b:",
      " ",
      "'",
      '"',
      "{",
      "a=",
      "&a=",
      "x@",
      "-----BEGIN ",
      "Bearer ",
      "password: ",
      "\\",
      "=,",
      "[",
      "a.",
      "k:",
      "\n ",
      "$(",
      "a:b@c(d)/",
      "@a(",
      "@(d)/",
      ":thin:a/",
      "H4sI",
      "$1$a",
    ];
    for (const part of parts) expect(commandWords([part.repeat(Math.ceil(1e6 / part.length))], () => placeholder)).toHaveLength(1);
  });
});

describe("texts of which parts go", () => {
  it("are scripts, and entries NAME=value of environments; other texts are none", () => {
    expect(textParts("x --token hunter2", at("spec", "script"), () => placeholder)).toBe(`x --token ${placeholder}`);
    expect(textParts("A=hello", at("spec", "env", 0), () => placeholder)).toBe(`A=${placeholder}`);
    expect(textParts("A=production", at("spec", "env", 0), () => placeholder)).toBe("A=production");
    expect(textParts("PIN=1234", at("spec", "env", 0), () => placeholder)).toBe(`PIN=${placeholder}`);
    expect(textParts("x --token hunter2", at("status", "message"), () => placeholder)).toBeUndefined();
    expect(textParts("A=hello", at("spec", "names", 0), () => placeholder)).toBeUndefined();
  });

  it.each([
    ["/healthz?token=hunter2", "hunter2"],
    ["/healthz?verbose=1&api_key=hunter2&x=1", "hunter2"],
    ["https://api.example.com/x?a=1&code=hunter2#top", "hunter2"],
    ["https://api.example.com/x#access_token=a;b?token=hunter2", "hunter2"],
    ["/x?password=hun%20ter%262", "hun ter&2"],
    ["/x?sig=a%zz", "a%zz"],
    [`https://bob:hun'ter"%222@example.com/validate`, `hun'ter""2`],
    ["postgres://bob:hunter/2@db:5432/shop?sslmode=off", "hunter/2"],
    ["jdbc:postgresql://:hunter2@db/shop", "hunter2"],
    ["http://a:2379,http://bob:hunter2@b:2379", "hunter2"],
    ["bob:hun@ter:2@tcp(db:3306)/shop?parseTime=true", "hun@ter:2"],
    ["bob:hunter2@unix(/run/mysqld.sock)/shop", "hunter2"],
  ])("are addresses, in any field and list: %s", (text, value) => {
    for (const place of [at("spec", "url"), at("spec", "urls", 0)]) {
      const hidden: string[] = [];
      const result = textParts(text, place, (each) => {
        hidden.push(each);
        return placeholder;
      });
      expect(hidden).toEqual([value]);
      expect(textParts(result ?? "", place, () => "twice")).toBeUndefined();
    }
  });

  it.each([
    "/oauth/token/health",
    "/healthz?verbose=true&timeout=5s",
    "/x?token=$(TOKEN)",
    "/x?tokenTTL=3600&code=not-found&secretName=db",
    "bob@example.com",
    "git@example.com:team/app.git",
    "ssh://git@example.com:22/team/app.git",
    "https://example.com:8443/a:b@c",
    "http://[fd00::1]:8080/x@latest",
    "docker://nginx:1.27@sha256:a94a8fe5ccb19ba61c4c0873d391e987",
    "docker-pullable://team/app@sha256:a94a8fe5ccb19ba61c4c0873d391e987",
    "https://example.com/?x=a@b",
    "/logs?key=$HOME",
    "really?",
  ])("are no addresses without a credential: %s", (text) => {
    expect(textParts(text, at("spec", "url"), () => placeholder)).toBeUndefined();
  });

  it("are searched as addresses in time in proportion to their length", { timeout: 60_000 }, () => {
    for (const part of ["?a=", "?", "&token=", "?token", "a:b@c(d)/", "@(d)/", "%", "a://b:", "@", ",a://", "::"])
      expect(
        textParts(`/x?y${part.repeat(Math.ceil(8000 / part.length))}`.slice(0, 8192), at("spec", "url"), (value) => value),
      ).toBeUndefined();
  });
});
