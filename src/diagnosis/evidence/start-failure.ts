/**
 * What to try when the kubelet or the runtime refuses to create or start a container, by its message; undefined when the message is not known.
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
    (container) => `raise the memory limit of container ${container}: it is too low for the container to start`,
  ],
  [
    /exec format error/i,
    (_, image) => `use a build of ${image} for the architecture of the node; the first line of a script must begin with #!`,
  ],
  [
    /chdir to cwd|Cwd|working directory/i,
    (container) => `correct workingDir of container ${container}: its image has no such directory, or its user has no access`,
  ],
  [
    /(un)?able to find user|no users? found|unable to find group|no matching entries in passwd/i,
    (container) => `correct the user of container ${container}: the image has no user of that name; a numeric user id needs none`,
  ],
  [
    /not a directory|vice-versa|is a directory/i,
    (container) =>
      `compare the volumeMounts of container ${container} with its image: mount a file over a file (with subPath), a directory over a directory`,
  ],
  [
    /subPath/i,
    (container) =>
      `compare each subPath in the volumeMounts of container ${container} with the contents of the volume; it must be relative, without ".."`,
  ],
  [/read-only file system/i, (container) => `change the mountPath of container ${container}: the path is in a read-only file system`],
  [
    /permission denied|operation not permitted/i,
    (container, image) => `check whether the user of container ${container} may execute its command in ${image} (chmod +x, runAsUser)`,
  ],
  [/no command specified/i, (container, image) => `set a command for container ${container}: ${image} has none`],
  [
    /not found|no such file|executable file/i,
    (container, image) => `compare command and args of container ${container} with the contents of its image (${image})`,
  ],
  [
    /context deadline exceeded|is reserved for|DeadlineExceeded/i,
    () => "check whether the node is overloaded: its container runtime takes too long",
  ],
];
