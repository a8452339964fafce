import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import { join } from "node:path";
import type { FaultServerOptions } from "./fault-server.js";
import { projectRoot } from "./program.js";

/** Of `test/cluster/certificates`, as PEM. */
export function certificate(name: string): string {
  return readFileSync(join(projectRoot, "test", "cluster", "certificates", name), "utf8");
}

/** An HTTPS server with one of the test certificates, for `FaultServerOptions.listen`; it asks for a client certificate and takes any. */
export function listenTls(name = "server"): NonNullable<FaultServerOptions["listen"]> {
  return (onRequest) =>
    createServer(
      {
        cert: certificate(`${name}.crt`),
        key: certificate(`${name}.key`),
        ca: certificate("ca.crt"),
        requestCert: true,
        rejectUnauthorized: false,
      },
      onRequest,
    );
}
