import { KubespyError } from "../../errors.js";
import { printable } from "../../io/printable.js";
import type { RequestFailure } from "../cluster-reader.js";
import { withoutPassword } from "./server-agent.js";

/** What messages name. */
export interface ConnectionFacts {
  readonly contextName?: string | undefined;
  readonly server: string;
}

/** A failure of the first contact, for people: which context and server, what was tried, what to do next. Never holds credentials. */
export function explainFailure(failure: RequestFailure, facts: ConnectionFacts): KubespyError {
  // Credentials could not be had: that says more than the request that was never made.
  if (failure.cause instanceof KubespyError) return failure.cause;
  const server = withoutPassword(facts.server);
  const where = facts.contextName === undefined ? `the API server ${server}` : `the API server ${server} (context "${facts.contextName}")`;
  const { problem, hint } = describe(failure, where);
  return new KubespyError(problem, { hint: hint(kubectlFor(facts)), cause: failure });
}

interface Description {
  readonly problem: string;
  readonly hint: (kubectl: string) => string;
}

function kubectlFor({ contextName }: ConnectionFacts): string {
  return contextName === undefined ? "kubectl" : `kubectl --context ${contextName}`;
}

function describe(failure: RequestFailure, where: string): Description {
  return failure.status === undefined ? describeSilence(failure, where) : describeAnswer(failure, failure.status, where);
}

function describeAnswer(failure: RequestFailure, status: number, where: string): Description {
  const said = printable(failure.kubeStatus?.message ?? failure.message, 500);
  switch (status) {
    case 401:
      return {
        problem: `${where} does not accept the credentials: ${said}`,
        hint: (kubectl) => `log in again, then try "${kubectl} auth whoami"`,
      };
    case 403:
      return { problem: `${where} forbids it: ${said}`, hint: (kubectl) => `ask what is allowed: "${kubectl} auth can-i --list"` };
    default:
      if (failure.kubeStatus === undefined) {
        return {
          problem: `${where} did not answer as a Kubernetes API: ${said}`,
          hint: (kubectl) => `is there a proxy or a login page between? try "${kubectl} get --raw /version"`,
        };
      }
      return { problem: `${where} answered ${status}: ${said}`, hint: (kubectl) => `try "${kubectl} get --raw /readyz?verbose"` };
  }
}

/** Nobody answered, or nobody whom we trust. */
function describeSilence(failure: RequestFailure, where: string): Description {
  const reach = (problem: string): Description => ({
    problem: `cannot reach ${where}: ${problem}`,
    hint: (kubectl) => `try "${kubectl} version"`,
  });
  const trust = (problem: string, hint: string): Description => ({ problem: `cannot trust ${where}: ${problem}`, hint: () => hint });
  const { code = "", message } = failure;
  switch (code) {
    case "ECONNREFUSED":
      return reach("connection refused, nothing listens there");
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return reach("no such host; is the name right, and the VPN up");
    case "EHOSTUNREACH":
    case "ENETUNREACH":
      return reach("no route to it; is the network or the VPN up");
    case "ETIMEDOUT":
      return reach(message);
    case "CERT_HAS_EXPIRED":
      return trust("its certificate has expired", "renew it (kubeadm: kubeadm certs renew all), or check this machine's clock");
    case "CERT_NOT_YET_VALID":
      return trust("its certificate is not valid yet", "check this machine's clock");
    case "ERR_TLS_CERT_ALTNAME_INVALID":
      return trust("its certificate is for another name", "set tls-server-name for the cluster in the kubeconfig");
    case "DEPTH_ZERO_SELF_SIGNED_CERT":
    case "SELF_SIGNED_CERT_IN_CHAIN":
    case "UNABLE_TO_VERIFY_LEAF_SIGNATURE":
    case "UNABLE_TO_GET_ISSUER_CERT":
    case "UNABLE_TO_GET_ISSUER_CERT_LOCALLY":
      return trust(
        "its certificate is signed by an authority that is not known here",
        "set certificate-authority for the cluster in the kubeconfig, or NODE_EXTRA_CA_CERTS",
      );
    default:
      return reach(
        isTlsRefusal(code) ? `TLS failed (${code}); is the client certificate still valid, and the server's scheme right` : message,
      );
  }
}

function isTlsRefusal(code: string): boolean {
  return code.startsWith("ERR_SSL_") || code === "EPROTO";
}
