import { X509Certificate } from "node:crypto";
import { createSecureContext } from "node:tls";
import { KubespyError } from "../../errors.js";
import { readRegularFile } from "../../io/input-file.js";
import { printable } from "../../io/printable.js";
import type { TlsMaterial } from "../transport/server-agent.js";
import type { ClusterEntry } from "./cluster-entry.js";
import { reasonOf } from "./contradictions.js";
import type { PluginCredential } from "./plugin-answer.js";
import type { UserEntry } from "./user-entry.js";

/** What the kubeconfig or a plugin has for TLS, read from its files. Throws `KubespyError` if a file cannot be read. */
export function readTlsMaterial(cluster: ClusterEntry, user: UserEntry, given: PluginCredential): TlsMaterial {
  const ca = readAuthority(cluster);
  const cert = given.cert ?? pem(user.certData, user.certFile, "client certificate");
  // A key without a certificate is not used.
  const key = cert === undefined ? undefined : (given.key ?? pem(user.keyData, user.keyFile, "client key"));
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(cluster.insecure ? { rejectUnauthorized: false } : {}),
    ...(cluster.tlsServerName === undefined ? {} : { servername: cluster.tlsServerName }),
  };
}

/** Of the cluster, as PEM. */
export function readAuthority({ caData, caFile }: ClusterEntry): string | undefined {
  return pem(caData, caFile, "certificate authority");
}

/** Throws `KubespyError`, in kubectl's words, for what is no certificate or key, or if the two do not match. */
export function checkTlsMaterial({ ca, cert, key }: TlsMaterial): void {
  if (ca !== undefined && !isCertificate(ca)) {
    throw unusable("unable to load root certificates: unable to parse bytes as PEM block", "certificate-authority of the cluster");
  }
  if (cert === undefined) return;
  const where = "client-certificate and client-key of the user, or what its credential plugin returned";
  if (!isCertificate(cert)) throw unusable("tls: failed to find any PEM data in certificate input", where);
  try {
    createSecureContext({ cert, ...(key === undefined ? {} : { key }) });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const isMismatch = code === "ERR_OSSL_X509_KEY_VALUES_MISMATCH" || code === "ERR_OSSL_X509_KEY_TYPE_MISMATCH";
    const problem = isMismatch
      ? "private key does not match public key"
      : `failed to parse the client key: ${printable(code ?? message, 200)}`;
    throw unusable(`tls: ${problem}`, where);
  }
}

function isCertificate(text: string): boolean {
  try {
    return new X509Certificate(text) !== undefined;
  } catch {
    return false;
  }
}

function unusable(problem: string, where: string): KubespyError {
  return new KubespyError(problem, { hint: `check ${where} in the kubeconfig` });
}

function pem(data: string | undefined, file: string | undefined, what: string): string | undefined {
  if (data !== undefined) return Buffer.from(data, "base64").toString("utf8");
  return file === undefined ? undefined : readNamed(file, what);
}

/** Throws `KubespyError`. */
export function readNamed(file: string, what: string): string {
  try {
    return readRegularFile(file, { name: `the ${what} ${file} from the kubeconfig` }).toString("utf8");
  } catch (error) {
    if (error instanceof KubespyError) throw error;
    throw new KubespyError(`cannot read the ${what} ${file} from the kubeconfig: ${reasonOf(error)}`, { cause: error });
  }
}
