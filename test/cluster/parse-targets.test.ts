import { describe, expect, it } from "vitest";
import { readAggregated } from "../../src/cluster/discovery/discovery-documents.js";
import { checkObjectName } from "../../src/cluster/discovery/object-names.js";
import { parseTargets, type TargetOptions } from "../../src/cluster/discovery/parse-targets.js";
import { resolveResource, resolveResources } from "../../src/cluster/discovery/resolve-resource.js";
import { UsageError } from "../../src/errors.js";
import { qualifiedName, type ResourceType } from "../../src/model/resource-type.js";
import { aggregatedDocuments } from "./real-discovery.js";

const custom = (resource: string, kind: string, more: Partial<ResourceType> = {}): ResourceType => ({
  group: "example.com",
  version: "v1",
  resource,
  singular: kind.toLowerCase(),
  kind,
  namespaced: true,
  shortNames: [],
  categories: [],
  verbs: ["get", "list", "watch"],
  ...more,
});

const offered: readonly ResourceType[] = [
  ...(readAggregated(aggregatedDocuments["/api"])?.types ?? []),
  custom("pods", "Pod", { group: "metrics.k8s.io", verbs: ["get", "list"] }),
  ...(readAggregated(aggregatedDocuments["/apis"])?.types ?? []),
  custom("widgets", "Widget", { version: "v2" }),
  custom("widgets", "Widget", { version: "v1" }),
  custom("services", "Service", { group: "serving.knative.dev", shortNames: ["kservice", "ksvc"] }),
];

const name = (type: ResourceType) => `${qualifiedName(type)}/${type.version}`;

describe("a resource type", () => {
  it.each([
    ["pods", "pods/v1"],
    ["Pod", "pods/v1"],
    ["po", "pods/v1"],
    ["PODS", "pods/v1"],
    ["deploy", "deployments.apps/v1"],
    ["deployment.apps", "deployments.apps/v1"],
    ["deployments.v1.apps", "deployments.apps/v1"],
    ["Deployment.v1.apps", "deployments.apps/v1"],
    ["ing.networking", "ingresses.networking.k8s.io/v1"],
    ["svc", "services/v1"],
    ["services.serving.knative.dev", "services.serving.knative.dev/v1"],
    ["ksvc", "services.serving.knative.dev/v1"],
    ["events", "events/v1"],
    ["ev.events.k8s.io", "events.events.k8s.io/v1"],
    ["hpa", "horizontalpodautoscalers.autoscaling/v2"],
    ["hpa.v1.autoscaling", "horizontalpodautoscalers.autoscaling/v1"],
    ["crd", "customresourcedefinitions.apiextensions.k8s.io/v1"],
    ["widgets.example.com", "widgets.example.com/v2"],
    ["widget.v1.example.com", "widgets.example.com/v1"],
    ["no", "nodes/v1"],
  ])("given as %s is %s", (typed, expected) => {
    expect(name(resolveResource(typed, offered))).toBe(expected);
  });

  it("that is unknown is reported with the closest ones and where to look", () => {
    expect(() => resolveResource("podz", offered)).toThrow('have a resource type "podz"');
    expect(hintOf(() => resolveResource("podz", offered))).toMatch(/did you mean "pods".*kubectl api-resources/);
    expect(hintOf(() => resolveResource("qqqqqqqq", offered))).toBe('run "kubectl api-resources" to see all types');
  });

  it("that cannot be watched is refused by name", () => {
    expect(() => resolveResource("componentstatuses", offered)).toThrow("does not allow list and watch");
    expect(() => resolveResource("pods.metrics.k8s.io", offered)).toThrow("does not allow list and watch");
  });

  it("may be a category, which means all its types, each once", () => {
    const all = resolveResources("all,po", offered).map(qualifiedName);
    expect(all).toEqual(expect.arrayContaining(["pods", "services", "deployments.apps", "jobs.batch"]));
    expect(all.filter((one) => one === "pods")).toHaveLength(1);
    expect(all.filter((one) => one === "horizontalpodautoscalers.autoscaling")).toHaveLength(1);
  });
});

function parse(typed: string, options: Partial<TargetOptions> = {}) {
  return parseTargets(
    typed.split(" ").filter((word) => word !== ""),
    { resources: offered, namespaces: ["shop"], ...options },
  );
}

function brief(typed: string, options: Partial<TargetOptions> = {}): string[] {
  return parse(typed, options).map((target) => `${target.namespace ?? "-"}: ${target.typed}`);
}

function hintOf(act: () => unknown): string | undefined {
  try {
    act();
  } catch (error) {
    if (error instanceof UsageError) return error.hint;
  }
  throw new Error("no usage error");
}

describe("targets as kubectl users type them", () => {
  it.each([
    ["pod nginx", ["shop: pod/nginx"]],
    ["po/nginx", ["shop: pod/nginx"]],
    ["pods a b", ["shop: pod/a", "shop: pod/b"]],
    ["deploy/web svc/web", ["shop: deployment.apps/web", "shop: service/web"]],
    ["deploy,svc web", ["shop: deployment.apps/web", "shop: service/web"]],
    ["widgets.example.com w1", ["shop: widget.example.com/w1"]],
    ["pods", ["shop: pods"]],
    ["node n1", ["-: node/n1"]],
    ["nodes", ["-: nodes"]],
    ["po/a po/a", ["shop: pod/a"]],
    ["v1 Pod nginx", ["shop: pod/nginx"]],
    ["v1 pod nginx", ["shop: pod/nginx"]],
    ["v1 Pod other/nginx", ["other: pod/nginx"]],
    ["apps/v1 Deployment shop/web", ["shop: deployment.apps/web"]],
    ["example.com/v1 Widget w1", ["shop: widget.example.com/w1"]],
    ["v1 Node n1", ["-: node/n1"]],
    ["clusterrole system:node", ["-: clusterrole.rbac.authorization.k8s.io/system:node"]],
  ])("%s", (typed, expected) => {
    expect(brief(typed)).toEqual(expected);
  });

  it("selectors apply to whole kinds, and are shown", () => {
    const [target] = parse("pods", { labelSelector: "app=web", fieldSelector: "status.phase=Running" });
    expect(target).toMatchObject({
      labelSelector: "app=web",
      fieldSelector: "status.phase=Running",
      typed: "pods -l app=web --field-selector status.phase=Running",
    });
    expect(brief("deploy,svc", { labelSelector: "app=web" })).toEqual(["shop: deployments.apps -l app=web", "shop: services -l app=web"]);
  });

  it("all namespaces are requested by omitting the namespace", () => {
    expect(brief("pods", { allNamespaces: true })).toEqual(["-: pods -A"]);
  });

  it("the older form uses exactly the version given", () => {
    expect(parse("example.com/v1 Widget w1")[0]?.type.version).toBe("v1");
    expect(() => parse("apps/v2 Deployment web")).toThrow('no matches for kind "Deployment" in version "apps/v2"');
    expect(hintOf(() => parse("apps/v2 Deployment web"))).toContain("did you mean apps/v1 Deployment");
    expect(hintOf(() => parse("v1 Podd nginx"))).toContain("did you mean Pod?");
  });
});

describe("conflicting targets are usage errors", () => {
  it.each<[string, Partial<TargetOptions>, string]>([
    ["", {}, "no target given"],
    ["pod nginx", { labelSelector: "app=web" }, "a selector cannot be combined"],
    ["pod/nginx", { fieldSelector: "metadata.name=x" }, "a selector cannot be combined"],
    ["pod nginx", { allNamespaces: true }, "--all-namespaces cannot be combined"],
    ["pods", { allNamespaces: true, namespaceGiven: true }, "--all-namespaces and --namespace"],
    ["pod/a b", {}, '"b" cannot be combined with TYPE/NAME'],
    ["pod deploy/web", {}, '"pod" cannot be combined with TYPE/NAME'],
    ["pod/shop/web", {}, "use TYPE/NAME"],
    ["pod/", {}, "use TYPE/NAME"],
    ["pods,,svc", {}, "an empty resource type"],
    ["pod ..", {}, "invalid name"],
    ["pod a%2f", {}, "invalid name"],
    ["v1 Node shop/n1", {}, "cluster-scoped"],
    ["v1 Pod other/web", { namespaceGiven: true }, "cannot be combined"],
    ["podz nginx", {}, 'have a resource type "podz"'],
  ])("%s %j", (typed, options, message) => {
    expect(() => parse(typed, options)).toThrow(UsageError);
    expect(() => parse(typed, options)).toThrow(message);
  });

  it("with a hint how to write what was meant", () => {
    expect(hintOf(() => parse("pod/a,pod/b"))).toBe("separate targets with blanks: pod/a pod/b");
    expect(hintOf(() => parse("qqqqqqqq"))).toMatch(/^if it is a name, write its type before it: "TYPE qqqqqqqq"; run /);
    expect(hintOf(() => parse("qqqqqqqq nginx"))).toMatch(/^run "kubectl api-resources"/);
  });
});

describe("a name that the API server refuses is refused before anything waits for it", () => {
  const types = (kind: string, group = "example.com", resource = `${kind.toLowerCase()}s`) => ({ kind, group, resource });
  const pod = types("Pod", "");
  const accepts = (name: string, type: Parameters<typeof checkObjectName>[1]) => {
    try {
      checkObjectName(name, type);
      return true;
    } catch (error) {
      expect(error).toBeInstanceOf(UsageError);
      return false;
    }
  };

  it.each(["nginx", "a", "0", "web-7d4b9c6f5-x2x4z", "nginx.17a2b3c4d5e6f708", "a.b-c.d", "a".repeat(253)])("%s is a name", (name) => {
    expect(accepts(name, pod)).toBe(true);
    expect(accepts(name, types("Widget"))).toBe(true);
  });

  it.each(["Nginx_1", "nginx_1", "Nginx", "-a", "a-", ".a", "a.", "a..b", "a:b", "a b", "ä", "", ".", "..", "a".repeat(254)])(
    "%j is none",
    (name) => {
      expect(accepts(name, pod)).toBe(false);
      expect(accepts(name, types("Widget"))).toBe(false);
    },
  );

  it.each([
    ["system:node", types("ClusterRole", "rbac.authorization.k8s.io"), true],
    ["Read_All", types("RoleBinding", "rbac.authorization.k8s.io"), true],
    ["a%b", types("ClusterRole", "rbac.authorization.k8s.io"), false],
    ["..", types("Role", "rbac.authorization.k8s.io"), false],
    ["v1.", types("APIService", "apiregistration.k8s.io"), true],
    ["node:kubelet", types("CertificateSigningRequest", "certificates.k8s.io"), true],
    ["2001:db8::1", types("IPAddress", "networking.k8s.io", "ipaddresses"), true],
    ["My.CSI.Driver", types("CSIDriver", "storage.k8s.io"), true],
    ["system:node.17a2b3c4", types("Event", ""), true],
    ["app:latest", types("ImageStreamTag", "image.openshift.io"), true],
    ["shop.web", types("Service", ""), false],
    ["shop.web", types("Namespace", ""), false],
    ["a".repeat(64), types("Service", ""), false],
  ])("%s of %j: %s", (name, type, expected) => {
    expect(accepts(name, type)).toBe(expected);
  });

  it("the hint names the rule, and the name that was probably meant", () => {
    const hint = (name: string) => {
      try {
        checkObjectName(name, pod);
      } catch (error) {
        return error instanceof UsageError ? error.hint : undefined;
      }
      return undefined;
    };
    expect(hint("Nginx_1")).toMatch(/^did you mean "nginx-1"\? use at most 253 characters: lower-case letters, digits, "-" and "\."/);
    expect(hint("-")).toMatch(/^use at most/);
  });

  it("also as a namespace", () => {
    expect(() => parse("v1 Pod Other_1/web", {})).toThrow('invalid namespace "Other_1"');
    expect(() => parse("pod web", { namespaces: ["a.b"], namespaceGiven: true })).toThrow('invalid namespace "a.b"');
  });
});

describe("a label selector", () => {
  it.each([
    "",
    "app=web",
    "app==web,tier!=cache",
    "app",
    "!app",
    "! app",
    "env in (test, prod),app",
    "env notin (a,b)",
    "x>5",
    "x<1",
    "example.com/app=web",
    "app=",
  ])("%s is valid", (labelSelector) => {
    expect(parse("pods", { labelSelector })).toHaveLength(1);
  });

  it.each([
    "a b",
    "app=web,",
    ",",
    "=web",
    "app=we b",
    "app in test",
    "app in (te st)",
    "-app",
    "a/b/c=d",
    "Ex_ample.com/a=b",
    "x>five",
    "x<-1",
    `${"k".repeat(64)}=v`,
    "app=web)",
  ])("%s is refused before any request", (labelSelector) => {
    expect(() => parse("pods", { labelSelector })).toThrow(/invalid label selector/);
  });

  it("an error names what is wrong with it", () => {
    expect(() => parse("pods", { labelSelector: "app=we_b-" })).toThrow('"app=we_b-": "we_b-" is not a label value (at most 63 letters');
    expect(() => parse("pods", { labelSelector: "app in test" })).toThrow("\"app in test\": found 'test' expected: '('");
  });
});

describe("a field selector", () => {
  it.each([
    "",
    "metadata.name=a",
    "status.phase!=Running,spec.nodeName==n1",
    "involvedObject.fieldPath=spec.containers{web}",
    "a=b\\,c\\=d",
    "spec.nodeName=",
  ])("%s is valid", (fieldSelector) => {
    expect(parse("pods", { fieldSelector })).toHaveLength(1);
  });

  it.each(["metadata.name", "=x", "a=b,", "a=b=c", "a=b\\x", "a b=c"])("%s is refused before any request", (fieldSelector) => {
    expect(() => parse("pods", { fieldSelector })).toThrow(/invalid field selector/);
  });
});
