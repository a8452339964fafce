import type { KubeObject } from "../../../../src/model/kube-object.js";
import { metadataOf, type ObjectContext, type Planted, type PlantingPlace, plainValue, structural } from "../planting-place.js";
import { scriptPhrase } from "./command-phrases.js";

type Fields = Readonly<Record<string, unknown>>;
type Options = Partial<Pick<PlantingPlace, "accepts" | "phrase">>;

/** Custom resources hold credentials in fields that their authors named. */
export const customPlaces: readonly PlantingPlace[] = [
  custom("spec.password", "db.example.com/v1", "Database", ({ phrase }) => ({ user: "app", password: phrase })),
  custom("forProvider.masterPassword", "rds.aws.example.com/v1", "Instance", ({ phrase }) => ({
    forProvider: { engine: "postgres", masterUsername: "app", masterPassword: phrase },
  })),
  custom("list of name and value", "app.example.com/v1", "Application", ({ credential, phrase }) => ({
    components: [{ name: "api", settings: [{ name: credential.name, value: phrase }] }],
  })),
  custom("list of key and value", "app.example.com/v1", "Application", ({ credential, phrase }) => ({
    variables: [
      { key: "REGION", value: "eu" },
      { key: credential.name, value: phrase },
    ],
  })),
  custom("map of env", "app.example.com/v1", "Function", ({ credential, phrase }) => ({
    env: { LOG_LEVEL: "info", [credential.name]: phrase },
  })),
  custom("connectionString", "db.example.com/v1", "Binding", ({ phrase }) => ({ connectionString: phrase })),
  custom("secureJsonData", "grafana.example.com/v1", "Datasource", ({ phrase }) => ({
    datasource: { secureJsonData: { password: phrase } },
  })),
  custom("metadata of a KEDA trigger", "keda.sh/v1alpha1", "ScaledObject", ({ phrase }) => ({
    triggers: [{ type: "rabbitmq", metadata: { queueName: "orders", password: phrase } }],
  })),
  custom("substitutions of a Kustomization", "kustomize.toolkit.fluxcd.io/v1", "Kustomization", ({ credential, phrase }) => ({
    postBuild: { substitute: { [credential.name]: phrase } },
  })),
  custom("values of a HelmRelease", "helm.toolkit.fluxcd.io/v2", "HelmRelease", ({ credential, phrase }) => ({
    chart: { spec: { chart: "web", version: "1.2.3" } },
    values: { auth: { enabled: true, [credential.name]: phrase } },
  })),
  custom("values of a Helm chart as YAML", "helm.cattle.io/v1", "HelmChart", ({ phrase }) => ({ chart: "web", valuesContent: phrase }), {
    phrase: asYaml,
  }),
  custom(
    "Helm values of an Argo CD Application",
    "argoproj.io/v1alpha1",
    "Application",
    ({ phrase }) => ({ source: { helm: { values: phrase } } }),
    {
      phrase: asYaml,
    },
  ),
  custom("Helm parameters of an Argo CD Application", "argoproj.io/v1alpha1", "Application", ({ phrase }) => ({
    source: { helm: { parameters: [{ name: "auth.password", value: phrase }] } },
  })),
  custom("parameters of an Argo Workflow", "argoproj.io/v1alpha1", "Workflow", ({ credential, phrase }) => ({
    arguments: { parameters: [{ name: credential.name, value: phrase }] },
  })),
  custom(
    "script of an Argo Workflow",
    "argoproj.io/v1alpha1",
    "Workflow",
    ({ phrase }) => ({ templates: [{ name: "main", script: { image: "alpine:3.20", command: ["sh"], source: phrase } }] }),
    {
      phrase: scriptPhrase,
    },
  ),
  custom("params of a Tekton TaskRun", "tekton.dev/v1", "TaskRun", ({ credential, phrase }) => ({
    params: [{ name: credential.name, value: phrase }],
  })),
  custom(
    "script of a Tekton Task",
    "tekton.dev/v1",
    "Task",
    ({ phrase }) => ({ steps: [{ name: "main", image: "alpine:3.20", script: phrase }] }),
    {
      phrase: scriptPhrase,
    },
  ),
  custom(
    "headers of a webhook",
    "notify.example.com/v1",
    "Receiver",
    ({ phrase }) => ({
      webhook: { url: "https://hooks.example.com/in", headers: { "X-Auth-Token": phrase } },
    }),
    { phrase: plainValue },
  ),
  custom(
    "httpHeaders of a webhook",
    "notify.example.com/v1",
    "Receiver",
    ({ phrase }) => ({
      webhook: { httpHeaders: [{ name: "Authorization", value: phrase }] },
    }),
    { phrase: plainValue },
  ),
  custom("basicAuth", "notify.example.com/v1", "Probe", ({ phrase }) => ({ basicAuth: { username: "probe", password: phrase } })),
  custom("Secret in a ManifestWork", "work.open-cluster-management.io/v1", "ManifestWork", ({ phrase }) => ({
    workload: {
      manifests: [
        { apiVersion: "v1", kind: "Secret", metadata: { name: "db" }, data: { value: Buffer.from(phrase).toString("base64") } },
        { apiVersion: "v1", kind: "Secret", metadata: { name: "db2" }, stringData: { value: phrase } },
      ],
    },
  })),
  custom("ConfigMap in a Crossplane Object", "kubernetes.crossplane.io/v1alpha2", "Object", ({ phrase }) => ({
    forProvider: { manifest: { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "db" }, data: { value: phrase } } },
  })),
  custom("Deployment in a ManifestWork", "work.open-cluster-management.io/v1", "ManifestWork", ({ credential, phrase }) => ({
    workload: {
      manifests: [
        {
          apiVersion: "apps/v1",
          kind: "Deployment",
          spec: { template: { spec: { containers: [{ name: "app", env: [{ name: credential.name, value: phrase }] }] } } },
        },
      ],
    },
  })),
  custom("password as a number", "db.example.com/v1", "Database", ({ phrase }) => ({ user: "app", password: Number(phrase) }), {
    accepts: ({ kind }) => kind === "password of digits",
    phrase: plainValue,
  }),
];

function custom(name: string, apiVersion: string, kind: string, spec: (planted: Planted) => Fields, options: Options = {}): PlantingPlace {
  const object = (context: ObjectContext, planted: Planted | undefined): KubeObject => ({
    apiVersion,
    kind,
    metadata: metadataOf(context),
    spec: planted === undefined ? { suspend: false } : spec(planted),
    status: { observedGeneration: 1 },
  });
  return structural(`custom resource: ${name}`, object, options);
}

function asYaml({ name, text }: Planted["credential"]): string {
  return `replicas: 2\nauth:\n  enabled: true\n  ${name}: ${JSON.stringify(text)}\nservice:\n  port: 80\n`;
}
