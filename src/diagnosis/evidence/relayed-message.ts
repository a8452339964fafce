/**
 * The message without the prefixes that kubelet, containerd, its shim and runc each add when they pass it on:
 *
 *   failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container
 *   process: error during container init: exec: "/run": stat /run: no such file or directory
 */
export function withoutRelays(message: string): string {
  let rest = message.trim();
  for (let match = relay.exec(rest); match !== null && match[0].length < rest.length; match = relay.exec(rest))
    rest = rest.slice(match[0].length);
  return rest;
}

const relay = new RegExp(
  `^(?:${[
    "rpc error: code = \\w+ desc = ",
    "Error response from daemon: ",
    'failed to start container "[^"]*": ',
    "failed to create (?:containerd |shim )?task(?: for container)?: ",
    "OCI runtime create failed: ",
    "runc create failed: ",
    "unable to start container process: ",
    "error during container init: ",
    'failed to pull and unpack image "[^"]*": ',
    'failed to resolve (?:image|reference)(?: "[^"]*")?: ',
    "failed to do request: ",
  ].join("|")})`,
);
