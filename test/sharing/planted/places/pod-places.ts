import type { Credential } from "../credential.js";
import { encodedValue, isOneLine, type Planted, type PlantingPlace, plainValue, structural } from "../planting-place.js";
import { container, harmlessContainer, pod, podSpec, template, templateOwners } from "../pod-parts.js";
import { argumentPhrase, commandPhrase, scriptPhrase } from "./command-phrases.js";

type Fields = Readonly<Record<string, unknown>>;
type Change = (planted: Planted) => Fields;

/** Fields of containers, in Pods and in everything that has a Pod template. */
export const podPlaces: readonly PlantingPlace[] = [
  inPod("env of a container", withEnv),
  inPod("env under a harmless name", ({ phrase }) => ({ env: [{ name: "APP_SETTING_7", value: phrase }] }), { accepts: isNoUuid }),
  structural("env of an init container", (context, planted) =>
    pod(context, podSpec([harmlessContainer], { initContainers: [container(planted ? withEnv(planted) : {})] })),
  ),
  structural("env of an ephemeral container", (context, planted) =>
    pod(context, podSpec([harmlessContainer], { ephemeralContainers: [container(planted ? withEnv(planted) : {})] })),
  ),
  inPod("args", ({ phrase }) => ({ args: ["--port=8080", ...words(phrase), "--verbose"] }), { phrase: argumentPhrase }),
  inPod("command", ({ phrase }) => ({ command: words(phrase) }), { phrase: commandPhrase }),
  inPod("sh -c script in command", ({ phrase }) => ({ command: ["/bin/sh", "-c", phrase] }), { phrase: scriptPhrase }),
  inPod("sh -c script in args", ({ phrase }) => ({ command: ["bash"], args: ["-ec", phrase] }), { phrase: scriptPhrase }),
  inPod("postStart hook", ({ phrase }) => ({ lifecycle: { postStart: { exec: { command: ["sh", "-c", phrase] } } } }), {
    phrase: scriptPhrase,
  }),
  inPod("preStop hook", ({ phrase }) => ({ lifecycle: { preStop: { exec: { command: words(phrase) } } } }), { phrase: commandPhrase }),
  inPod("preStop httpGet header", (planted) => ({ lifecycle: { preStop: { httpGet: httpGet(planted) } } }), { accepts: isOneLine }),
  inPod("exec probe", ({ phrase }) => ({ livenessProbe: { exec: { command: words(phrase) }, periodSeconds: 10 } }), {
    phrase: commandPhrase,
  }),
  inPod("exec probe with a script", ({ phrase }) => ({ readinessProbe: { exec: { command: ["/bin/bash", "-c", phrase] } } }), {
    phrase: scriptPhrase,
  }),
  inPod("httpGet header of a probe", (planted) => ({ startupProbe: { httpGet: httpGet(planted), failureThreshold: 30 } }), {
    accepts: isOneLine,
  }),
  inPod("httpGet path of a probe", ({ phrase }) => ({ readinessProbe: { httpGet: { port: 8080, path: phrase } } }), {
    accepts: ({ form }) => form === "opaque",
    phrase: ({ text }, random) => `/healthz?${random.pick(["token", "api_key", "access_token"])}=${encodeURIComponent(text)}`,
  }),
  structural("inline CSI volumeAttributes", (context, planted) =>
    pod(
      context,
      withVolume({
        csi: { driver: "csi.example.com", volumeAttributes: planted ? { share: "a", [planted.credential.name]: planted.phrase } : {} },
      }),
    ),
  ),
  structural("flexVolume options", (context, planted) =>
    pod(
      context,
      withVolume({ flexVolume: { driver: "example.com/cifs", options: planted ? { username: "app", password: planted.phrase } : {} } }),
    ),
  ),
  ...Object.entries(templateOwners).flatMap(([kind, object]) => [
    structural(`env in the template of a ${kind}`, (context, planted) =>
      object(context, template(podSpec([container(planted ? withEnv(planted) : {})]))),
    ),
    structural(
      `args in the template of a ${kind}`,
      (context, planted) => object(context, template(podSpec([container(planted ? { args: words(planted.phrase) } : {})]))),
      { phrase: argumentPhrase },
    ),
  ]),
];

function inPod(name: string, change: Change, options: Partial<Pick<PlantingPlace, "accepts" | "phrase">> = {}): PlantingPlace {
  return structural(
    name,
    (context, planted) => pod(context, podSpec([container(planted ? change(planted) : {}), { ...harmlessContainer, name: "sidecar" }])),
    {
      phrase: options.accepts === isOneLine ? plainValue : encodedValue,
      ...options,
    },
  );
}

function withEnv({ credential, phrase }: Planted): Fields {
  return {
    env: [
      { name: "PORT", value: "8080" },
      { name: credential.name, value: phrase },
      { name: "LOG_LEVEL", value: "info" },
    ],
  };
}

function httpGet({ credential, phrase }: Planted): Fields {
  const name = /^(Basic|Bearer) /.test(phrase) ? "Authorization" : credential.kind === "cookie" ? "Cookie" : "X-Probe-Auth";
  return { path: "/healthz", port: 8080, httpHeaders: [{ name, value: phrase }] };
}

function withVolume(volume: Fields): Fields {
  return podSpec([harmlessContainer], { volumes: [{ name: "data", ...volume }] });
}

/** A UUID under a harmless name may be an id. */
function isNoUuid({ kind }: Credential): boolean {
  return kind !== "UUID as a password";
}

function words(phrase: string): string[] {
  return JSON.parse(phrase) as string[];
}
