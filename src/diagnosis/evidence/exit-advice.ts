import type { TerminatedState } from "../../lifecycle/kinds/pod/containers.js";
import { windowsStatus } from "../../lifecycle/kinds/pod/windows-status.js";

/** What an end of a container asks for, beside reading its logs. */
interface EndedContainer {
  readonly name: string;
  readonly image: string | undefined;
}

/** What to try by the exit code of a container that ran; undefined where the code says nothing, or that it was killed: see `killAdvice`. */
export function exitAdvice({ exitCode }: TerminatedState, container: EndedContainer): string | undefined {
  const kind = kindOf(exitCode);
  switch (kind) {
    case undefined:
    case "killed":
    case "stopped":
      return undefined;
    case "crash":
      return "the program crashed: check its last log lines; a wrong CPU architecture can cause this";
    case "forbidden":
      return `its seccomp profile forbids a system call that the program needs: check securityContext.seccompProfile of container ${container.name}`;
    case "not executable":
      return `check whether the user of container ${container.name} may execute its command (chmod +x, runAsUser)`;
    case "no command":
      return compareCommand(container);
    case "starter":
      return `the program that starts the command failed (a shell, env, timeout): ${compareCommand(container)}`;
    case "memory":
      return `raise the memory limit of container ${container.name}, or find what uses the memory`;
    case "dll":
      return `check that ${container.image ?? "the image"} contains every DLL that the program needs (such as the Visual C++ runtime), for the Windows version of the node`;
    case "exception":
      return "find the unhandled exception in its last log lines";
    case "access":
      return `check what the user of container ${container.name} may read and execute`;
  }
}

/** Whether something outside the container ended it, if its code is to be believed. */
export function isKillCode(exitCode: number): boolean {
  return killAdvice(exitCode) !== undefined;
}

/** Where to look for what killed a container, if its exit code says that it was and nothing recorded explains it. */
export function killAdvice(exitCode: number): string | undefined {
  const kind = kindOf(exitCode);
  if (kind === "killed") return "something killed it: look for a failed liveness probe, an eviction, or too little memory";
  if (kind === "stopped") return "something stopped it: look for a failed liveness probe, an eviction, or a program that stops itself";
  return undefined;
}

function kindOf(exitCode: number): ExitKind | undefined {
  const windows = windowsStatus(exitCode);
  if (windows === undefined) return linuxKinds[exitCode];
  return windowsKinds.get(windows.hex) ?? (windows.meaning === undefined ? undefined : "crash");
}

export function compareCommand({ name, image }: Pick<EndedContainer, "name" | "image">): string {
  return `compare command and args of container ${name} with the contents of its image (${image ?? "none"})`;
}

type ExitKind =
  | "killed"
  | "stopped"
  | "crash"
  | "forbidden"
  | "not executable"
  | "no command"
  | "starter"
  | "memory"
  | "dll"
  | "exception"
  | "access";

/** Above 128: 128 and the signal. */
const linuxKinds: Readonly<Record<number, ExitKind>> = {
  125: "starter",
  126: "not executable",
  127: "no command",
  128: "no command",
  130: "stopped",
  132: "crash",
  133: "crash",
  134: "crash",
  135: "crash",
  136: "crash",
  137: "killed",
  139: "crash",
  143: "stopped",
  159: "forbidden",
};

const windowsKinds: ReadonlyMap<string, ExitKind> = new Map<string, ExitKind>([
  ["0xC000013A", "stopped"],
  ["0x40010004", "stopped"],
  ["0x40010005", "stopped"],
  ["0xC0000017", "memory"],
  ["0xC000012D", "memory"],
  ["0x8007000E", "memory"],
  ["0x800705AF", "memory"],
  ["0xC000007B", "dll"],
  ["0xC0000135", "dll"],
  ["0xC0000138", "dll"],
  ["0xC0000139", "dll"],
  ["0xC0000142", "dll"],
  ["0xC06D007E", "dll"],
  ["0xC06D007F", "dll"],
  ["0xE0434352", "exception"],
  ["0xE0434F4D", "exception"],
  ["0xE06D7363", "exception"],
  ["0x80131506", "exception"],
  ["0x80131623", "exception"],
  ["0x80070002", "no command"],
  ["0x80070005", "access"],
  ["0xC0000022", "access"],
]);
