/**
 * What to try when kubelet or runtime refuse to make or start a container, by what they say; undefined when that gives no hint.
 *
 *   container has runAsNonRoot and image will run as root                       kubelet, security_context
 *   failed to prepare subPath for volumeMount "data" of container "app"         kubelet, makeMounts
 *   exec: "foo": executable file not found in $PATH                             runc, and so on
 *   exec: "/app/run": permission denied         exec format error         chdir to cwd ("/x") ... no such file or directory
 *   mount src=...: not a directory: Are you trying to mount a directory onto a file (or vice-versa)?
 *   container init was OOM-killed (memory limit too low?)
 */
export function startAdvice(message: string, container: string, image: string | undefined): string | undefined {
  return advices.find(([pattern]) => pattern.test(message))?.[1](container, image ?? "its image");
}

const advices: readonly (readonly [RegExp, (container: string, image: string) => string])[] = [
  [
    /runAsNonRoot|non-root|run as root/i,
    () => "set securityContext.runAsUser to a number other than 0, or use an image whose USER is such a number",
  ],
  [
    /OOM-killed|memory limit too low|cannot allocate memory/i,
    (container) => `give container ${container} a higher memory limit: it is too low even to start`,
  ],
  [/exec format error/i, (_, image) => `use a build of ${image} for the node's architecture; of a script, begin its first line with #!`],
  [
    /chdir to cwd|Cwd|working directory/i,
    (container) => `correct workingDir of container ${container}: that folder is not in its image, or may not be entered by its user`,
  ],
  [
    /(un)?able to find user|no users? found|unable to find group|no matching entries in passwd/i,
    (container) => `correct the user of container ${container}: the image knows none of that name; a number needs no entry`,
  ],
  [
    /not a directory|vice-versa|is a directory/i,
    (container) =>
      `compare the volumeMounts of container ${container} with its image: a file goes onto a file (with subPath), a folder onto a folder`,
  ],
  [
    /subPath/i,
    (container) =>
      `compare each subPath in the volumeMounts of container ${container} with what is in the volume; it is relative, without ".."`,
  ],
  [/read-only file system/i, (container) => `a path under which container ${container} mounts something is read-only: mount it elsewhere`],
  [
    /permission denied|operation not permitted/i,
    (container, image) => `see whether the user of container ${container} may execute its command in ${image} (chmod +x, runAsUser)`,
  ],
  [/no command specified/i, (container, image) => `give container ${container} a command: ${image} has none of its own`],
  [
    /not found|no such file|executable file/i,
    (container, image) => `compare command and args of container ${container} with what is in its image (${image})`,
  ],
  [
    /context deadline exceeded|is reserved for|DeadlineExceeded/i,
    () => "see whether the node is overloaded: its container runtime takes too long",
  ],
];
