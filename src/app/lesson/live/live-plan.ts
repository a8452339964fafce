import { existsSync } from "node:fs";
import { join } from "node:path";
import { KubespyError, UsageError } from "../../../errors.js";
import { printable } from "../../../io/printable.js";
import type { Lesson, LiveRun, LiveStep } from "../../../lesson/lesson.js";
import type { ResourceType } from "../../../model/resource-type.js";
import type { AppContext } from "../../app-context.js";
import type { LessonFolder } from "../lesson-folders.js";

/** What a live run of a lesson does. */
export interface LivePlan {
  readonly lesson: string;
  readonly live: LiveRun;
  /** The path of the manifest. */
  readonly fixture: string;
  readonly steps: readonly LiveStep[];
}

/**
 * The live run of a lesson, with the paths of its files. Throws `UsageError` where the lesson has none, or where a step could reach beyond the lesson's
 * namespace: a lesson may come from anybody, and kubectl has the learner's permissions.
 */
export function livePlan(
  { live }: Pick<Lesson, "live">,
  folder: LessonFolder,
  context: Pick<AppContext, "packageRoot" | "programName">,
): LivePlan {
  if (live === undefined)
    throw new UsageError(`the lesson ${printable(folder.name, 200)} has no live run`, {
      hint: `play it on its recording: run "${context.programName} learn ${printable(folder.name, 200)}"`,
    });
  const steps = (live.steps ?? []).map(({ after, kubectl }) => ({ after, kubectl: checkedArguments(kubectl, folder, context) }));
  return { lesson: folder.name, live, fixture: manifestPath(live.fixture, folder, context), steps };
}

/** A file in the lesson's folder goes before one of fixtures/. Undefined where neither has it, and of a name that leads out of them. */
export function findManifest(name: string, { path }: LessonFolder, { packageRoot }: Pick<AppContext, "packageRoot">): string | undefined {
  return manifestName.test(name) ? [join(path, name), join(packageRoot, "fixtures", name)].find((file) => existsSync(file)) : undefined;
}

function manifestPath(name: string, folder: LessonFolder, context: Pick<AppContext, "packageRoot">): string {
  const found = findManifest(name, folder, context);
  if (found !== undefined) return found;
  const { path } = folder;
  const { packageRoot } = context;
  throw new KubespyError(`the manifest "${printable(name, 300)}" of the live run is not there`, {
    hint: `put it into "${printable(path, 300)}", or name one of ${join(packageRoot, "fixtures")}`,
  });
}

const manifestName = /^[A-Za-z0-9][A-Za-z0-9._-]*\.ya?ml$/;

/** What changes or runs objects. */
const verbs = "annotate apply autoscale create delete exec expose label patch replace rollout run scale set".split(" ");
/** What names another place or identity, or a file of the learner. */
const refusedFlags = new Set(
  `--namespace --all-namespaces --context --kubeconfig --cluster --server --user --username --password --token --as --as-group --as-uid
   --tls-server-name --insecure-skip-tls-verify --certificate-authority --client-key --client-certificate --raw --kustomize --from-file
   --from-env-file --patch-file --cert --key --cache-dir --profile --profile-output --kuberc`.split(/\s+/),
);
/** Those that take no value, or whose value may follow at once: "-lapp=web". Any other could have "-n" among its letters. */
const shortFlag = /^-([it]|it|ti|[lcope].*)$/;

function checkedArguments(args: readonly string[], folder: LessonFolder, context: Pick<AppContext, "packageRoot">): readonly string[] {
  const words = `kubectl ${args.join(" ")}`;
  const refuse = (why: string): never => {
    throw new UsageError(`the lesson's step "${printable(words, 300)}" ${why}`, { hint: "docs/lessons.md says what a live run may do" });
  };
  const [verb = ""] = args;
  if (!verbs.includes(verb)) refuse(`is not one of ${verbs.join(", ")}`);
  const dash = args.indexOf("--");
  const end = dash < 0 ? args.length : dash;
  return args.map((arg, i) => {
    if (i >= end) return arg;
    if (args[i - 1] === "-f" || args[i - 1] === "--filename") return manifestPath(arg, folder, context);
    const [flag = "", value] = arg.split(/=(.*)/s);
    if (flag === "--filename" && value !== undefined) return `--filename=${manifestPath(value, folder, context)}`;
    const isRefused = refusedFlags.has(flag) || (/^-[^-]/.test(arg) && arg !== "-f" && !shortFlag.test(arg));
    return isRefused ? refuse(`uses ${printable(flag, 60)}, which could reach beyond the lesson's namespace`) : arg;
  });
}

/** A step that names a type without a namespace. Known once the types of the cluster are. Throws `UsageError`. */
export function assertNamespaced(steps: readonly LiveStep[], resources: readonly ResourceType[]): void {
  const outside = new Set(
    resources
      .filter(({ namespaced }) => !namespaced)
      .flatMap(({ resource, kind, singular, shortNames }) =>
        [resource, kind.toLowerCase(), singular, ...shortNames].filter((name) => name !== ""),
      ),
  );
  for (const { kubectl } of steps) {
    const dash = kubectl.indexOf("--");
    const operands = kubectl.slice(1, dash < 0 ? kubectl.length : dash).flatMap((arg) => arg.split(","));
    const type = operands.map((each) => each.split(/[/.]/)[0]?.toLowerCase() ?? "").find((each) => outside.has(each));
    if (type !== undefined)
      throw new UsageError(
        `the lesson's step "${printable(`kubectl ${kubectl.join(" ")}`, 300)}" changes ${type}, which is in no namespace`,
        {
          hint: "docs/lessons.md says what a live run may do",
        },
      );
  }
}
