import { KubespyError, UsageError } from "../../errors.js";
import { printable } from "../../io/printable.js";
import { clusterFlagsText } from "../../io/suggested-command.js";
import type { RequestFailure } from "../cluster-reader.js";
import { ProxyFailure, shownProxy } from "./proxy-failure.js";
import { tooLarge } from "./transport.js";
import { withoutPassword } from "./without-password.js";

/** Named in messages. */
interface ConnectionFacts {
  readonly contextName?: string | undefined;
  /** The file that was named; absent where it was found by itself. */
  readonly kubeconfig?: string | undefined;
  /** Those that were typed. */
  readonly namespace?: readonly string[] | undefined;
  readonly server: string;
  /** The address of the proxy, if there is one. */
  readonly proxy?: string | undefined;
}

/**
 * Turns a failed request into an error for users: which context and server, what was tried, what to do next. Never contains credentials.
 */
export function explainFailure(failure: RequestFailure, facts: ConnectionFacts): KubespyError {
  // Without credentials the request was never sent: their error says more.
  if (failure.cause instanceof KubespyError) return failure.cause;
  const server = printable(withoutPassword(facts.server), 300);
  const context = facts.contextName === undefined ? "" : ` (context "${printable(facts.contextName, 200)}")`;
  const { problem, hint, isUsage = false } = describe(failure, `the API server ${server}${context}`, facts);
  return new (isUsage ? UsageError : KubespyError)(problem, { hint: hint(kubectlFor(facts)), cause: failure });
}

interface Description {
  readonly problem: string;
  /** `kubectl`: with the flags that were given for this cluster. */
  readonly hint: (kubectl: string) => string;
  /** What was typed was wrong. */
  readonly isUsage?: true;
}

/** kubectl takes one namespace. */
function kubectlFor({ contextName, kubeconfig, namespace }: ConnectionFacts): string {
  return `kubectl${clusterFlagsText({ kubeconfig, context: contextName, namespace: namespace?.slice(0, 1) })}`;
}

function describe(failure: RequestFailure, where: string, facts: ConnectionFacts): Description {
  if (failure instanceof ProxyFailure) return describeProxy(failure, where);
  if (failure.status !== undefined) return describeAnswer(failure, failure.status, where, facts);
  return describeSilence(failure, facts.proxy === undefined ? where : `${where} through the proxy ${shownProxy(facts.proxy)}`);
}

function describeProxy({ message, answered, code }: ProxyFailure, where: string): Description {
  const check = "check proxy-url of the cluster in the kubeconfig, or HTTPS_PROXY and NO_PROXY";
  const hint = answered === 407 ? `${check}: the proxy needs a user and password in its address` : check;
  const away = code === "ENOTFOUND" || code === "EAI_AGAIN" ? "; check the name and your VPN" : "";
  return { problem: `cannot reach ${where}: ${message}${away}`, hint: () => hint };
}

function describeAnswer(failure: RequestFailure, status: number, where: string, { server }: ConnectionFacts): Description {
  const said = printable(failure.kubeStatus?.message ?? failure.message, 500);
  switch (status) {
    case 400:
      if (!/field (?:label|selector)/i.test(said)) return otherAnswer(failure, status, said, where);
      return {
        problem: `${where} answered ${status}: ${said}`,
        hint: () => "check --field-selector: each type has a few fields of its own, and all have metadata.name and metadata.namespace",
        isUsage: true,
      };
    case 401:
      return {
        problem: `${where} rejected the credentials: ${said}`,
        hint: (kubectl) =>
          server.startsWith("http:")
            ? "use https:// in the server address: credentials are not sent over plain HTTP"
            : `log in again, then check with "${kubectl} auth whoami"`,
      };
    case 403:
      return { problem: `${where} denied access: ${said}`, hint: (kubectl) => `run "${kubectl} auth can-i --list" to see what you may do` };
    default:
      return otherAnswer(failure, status, said, where);
  }
}

function otherAnswer(failure: RequestFailure, status: number, said: string, where: string): Description {
  if (failure.code === tooLarge)
    return {
      problem: `cannot read from ${where}: ${said}`,
      hint: () => "name a namespace (-n) or a selector (-l) to record less at once",
    };
  if (failure.kubeStatus === undefined) {
    return {
      problem: `${where} did not answer as a Kubernetes API: ${said}`,
      hint: (kubectl) => `check for a proxy or a login page in between: run "${kubectl} get --raw /version"`,
    };
  }
  return {
    problem: `${where} answered ${status}: ${said}`,
    hint: (kubectl) => `run "${kubectl} get --raw '/readyz?verbose'" to check the server`,
  };
}

/** No response, or the server could not be verified. */
function describeSilence(failure: RequestFailure, where: string): Description {
  const reach = (problem: string): Description => ({
    problem: `cannot reach ${where}: ${problem}`,
    hint: (kubectl) => `run "${kubectl} version" to check the connection`,
  });
  const trust = (problem: string, hint: string): Description => ({ problem: `cannot trust ${where}: ${problem}`, hint: () => hint });
  const { code = "", message } = failure;
  switch (code) {
    case "ECONNREFUSED":
      return reach("connection refused; check the address, and that the server is running");
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return reach("unknown host; check the name and your VPN");
    case "EHOSTUNREACH":
    case "ENETUNREACH":
      return reach("no route to host; check the network and your VPN");
    case "ETIMEDOUT":
      return reach(message);
    case "CERT_HAS_EXPIRED":
      return trust("its certificate has expired", "renew it (kubeadm certs renew all), or check this machine's clock");
    case "CERT_NOT_YET_VALID":
      return trust("its certificate is not valid yet", "check this machine's clock");
    case "ERR_TLS_CERT_ALTNAME_INVALID":
      return trust("its certificate does not match its name", "set tls-server-name for the cluster in the kubeconfig");
    case "DEPTH_ZERO_SELF_SIGNED_CERT":
    case "SELF_SIGNED_CERT_IN_CHAIN":
    case "UNABLE_TO_VERIFY_LEAF_SIGNATURE":
    case "UNABLE_TO_GET_ISSUER_CERT":
    case "UNABLE_TO_GET_ISSUER_CERT_LOCALLY":
      return trust(
        "its certificate is signed by an unknown authority",
        "set certificate-authority for the cluster in the kubeconfig, or NODE_EXTRA_CA_CERTS",
      );
    default:
      if (code.startsWith("HPE_"))
        return {
          problem: `${where} did not answer in valid HTTP: ${printable(message, 200)}`,
          hint: () => "check the scheme of the server's address (http or https), and for a proxy in between",
        };
      return reach(
        isTlsRefusal(code) ? `TLS failed (${code}); check the client certificate and the server's scheme (http or https)` : message,
      );
  }
}

function isTlsRefusal(code: string): boolean {
  return code.startsWith("ERR_SSL_") || code === "EPROTO";
}
