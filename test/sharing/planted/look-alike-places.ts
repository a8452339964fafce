import type { KubeObject } from "../../../src/model/kube-object.js";
import { metadataOf, type ObjectContext } from "./planting-place.js";
import { container, harmlessContainer, pod, podSpec } from "./pod-parts.js";
import { lower, type Random } from "./random.js";

/** What looks like a credential, or stands where one may stand, and must stay: nobody could debug without it. */
export interface LookAlikeKind {
  readonly name: string;
  make(context: ObjectContext, random: Random): LookAlike;
}

export interface LookAlike {
  readonly object: KubeObject;
  /** Where the text is. */
  readonly path: readonly (string | number)[];
  readonly text: string;
}

type Fields = Readonly<Record<string, unknown>>;
type MakeText = (random: Random) => string;

export function inMeta(name: string, path: readonly (string | number)[], make: MakeText): LookAlikeKind {
  return {
    name,
    make: (context, random) => {
      const text = make(random);
      const object = pod(context, podSpec([harmlessContainer]), { metadata: nested(path, text) as Fields });
      return { object, path: ["metadata", ...path], text };
    },
  };
}

export function inLabel(name: string, label: string, make: MakeText): LookAlikeKind {
  return inMeta(name, ["labels", label], make);
}

export function inAnnotation(name: string, annotation: string, make: MakeText): LookAlikeKind {
  return inMeta(name, ["annotations", annotation], make);
}

export function inStatus(name: string, field: string, make: MakeText): LookAlikeKind {
  return {
    name,
    make: (context, random) => {
      const text = make(random);
      const object = pod(context, podSpec([harmlessContainer]), {
        status: { containerStatuses: [{ name: "app", ready: true, [field]: text }] },
      });
      return { object, path: ["status", "containerStatuses", 0, field], text };
    },
  };
}

export function inSpec(name: string, path: readonly (string | number)[], make: MakeText): LookAlikeKind {
  return {
    name,
    make: (context, random) => {
      const text = make(random);
      return { object: pod(context, podSpec([harmlessContainer], nested(path, text) as Fields)), path: ["spec", ...path], text };
    },
  };
}

export function inContainer(name: string, path: readonly (string | number)[], make: MakeText): LookAlikeKind {
  return {
    name,
    make: (context, random) => {
      const text = make(random);
      const object = pod(context, podSpec([{ ...harmlessContainer, ...(nested(path, text) as Fields) }]));
      return { object, path: ["spec", "containers", 0, ...path], text };
    },
  };
}

export function inImage(name: string, make: MakeText): LookAlikeKind {
  return inContainer(name, ["image"], make);
}

export function inEnv(name: string, make: MakeText): LookAlikeKind {
  return {
    name: `env: ${name}`,
    make: (context, random) => {
      const text = make(random);
      const env = [{ name: `APP_${random.text(lower, 4).toUpperCase()}`, value: text }];
      return { object: pod(context, podSpec([container({ env })])), path: ["spec", "containers", 0, "env", 0, "value"], text };
    },
  };
}

export function inArgs(name: string, make: MakeText): LookAlikeKind {
  return {
    name: `args: ${name}`,
    make: (context, random) => {
      const text = make(random);
      return { object: pod(context, podSpec([container({ args: [text] })])), path: ["spec", "containers", 0, "args", 0], text };
    },
  };
}

export function inMessage(name: string, make: MakeText): LookAlikeKind {
  return {
    name,
    make: (context, random) => {
      const text = make(random);
      return random.chance(0.5) ? inEvent(context, text) : inTermination(context, text);
    },
  };
}

function inEvent(context: ObjectContext, message: string): LookAlike {
  const involvedObject = { apiVersion: "v1", kind: "Pod", namespace: context.namespace, name: context.name };
  const object = {
    apiVersion: "v1",
    kind: "Event",
    metadata: metadataOf(context),
    type: "Warning",
    reason: "Failed",
    involvedObject,
    message,
  };
  return { object, path: ["message"], text: message };
}

function inTermination(context: ObjectContext, message: string): LookAlike {
  const status = { containerStatuses: [{ name: "app", state: { terminated: { exitCode: 1, reason: "Error", message } } }] };
  const object = pod(context, podSpec([harmlessContainer]), { status });
  return { object, path: ["status", "containerStatuses", 0, "state", "terminated", "message"], text: message };
}

export function inCustom(name: string, path: readonly (string | number)[], make: MakeText): LookAlikeKind {
  return {
    name: `custom resource: ${name}`,
    make: (context, random) => {
      const text = make(random);
      const spec = nested(path, text);
      return {
        object: { apiVersion: "db.example.com/v1", kind: "Database", metadata: metadataOf(context), spec },
        path: ["spec", ...path],
        text,
      };
    },
  };
}

/** A value that has only the text, at the path. */
function nested(path: readonly (string | number)[], text: string): unknown {
  return path.reduceRight<unknown>((value, at) => (typeof at === "number" ? [value] : { [at]: value }), text);
}
