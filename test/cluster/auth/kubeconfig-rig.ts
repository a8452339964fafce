import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect } from "vitest";
import { type ConnectOptions, connect } from "../../../src/cluster/connect.js";
import type { Connection } from "../../../src/cluster/connection.js";
import { KubespyError } from "../../../src/errors.js";
import { systemClock } from "../../../src/io/clock.js";
import { type FaultServer, type FaultServerOptions, startFaultServer } from "../../support/fault-server.js";
import { temporaryFolder } from "../../support/program.js";
import { certificate, listenTls } from "../../support/tls.js";
import { aggregatedDocuments } from "../real-discovery.js";

export const base64 = (text: string) => Buffer.from(text).toString("base64");

/** A cluster with the certificate authority of the tests. */
export const trusted = (server: string) => ({ server, "certificate-authority-data": base64(certificate("ca.crt")) });

/** A kubeconfig of one context. */
export function kubeconfigOf(cluster: unknown, user: unknown, context: object = {}): string {
  return JSON.stringify({
    "current-context": "dev",
    contexts: [{ name: "dev", context: { cluster: "c", user: "u", ...context } }],
    clusters: [{ name: "c", cluster }],
    users: [{ name: "u", user }],
  });
}

export async function failureOf(work: Promise<unknown>): Promise<KubespyError> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(KubespyError);
  return error as KubespyError;
}

/** A folder with servers, kubeconfigs and plugins, all gone when the test is. */
export class KubeconfigRig implements AsyncDisposable {
  readonly said: string[] = [];
  readonly #folder = temporaryFolder();
  readonly #servers: FaultServer[] = [];
  readonly #connections: Connection[] = [];

  get folder(): string {
    return this.#folder.path;
  }

  write(name: string, text: string, mode = 0o600): string {
    const file = join(this.folder, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    chmodSync(file, mode);
    return file;
  }

  /** A shell script. */
  plugin(script: string, name = "plugin.sh"): string {
    return this.write(name, `#!/bin/sh\n${script}\n`, 0o755);
  }

  async serve(options: FaultServerOptions = {}): Promise<FaultServer> {
    const server = await startFaultServer({ documents: aggregatedDocuments, ...options });
    this.#servers.push(server);
    return server;
  }

  serveTls(options: FaultServerOptions = {}): Promise<FaultServer> {
    return this.serve({ listen: listenTls(), ...options });
  }

  async connect(kubeconfig: string, options: Partial<ConnectOptions> = {}): Promise<Connection> {
    const connection = await connect({
      env: { HOME: this.folder, PATH: process.env["PATH"] },
      clock: systemClock,
      version: "test",
      kubeconfig,
      say: (text) => this.said.push(text),
      ...options,
    });
    this.#connections.push(connection);
    return connection;
  }

  /** Connects by a kubeconfig of this cluster and user, and makes one request. */
  async request(cluster: unknown, user: unknown, options: Partial<ConnectOptions> = {}): Promise<string | undefined> {
    const connection = await this.connect(this.write("config", kubeconfigOf(cluster, user)), options);
    return (await connection.serverInfo()).version;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const connection of this.#connections) connection.close();
    for (const server of this.#servers) await server.close();
    this.#folder[Symbol.dispose]();
  }
}

/** What a plugin prints. */
export function execCredential(status: object, version = "v1"): string {
  return JSON.stringify({ kind: "ExecCredential", apiVersion: `client.authentication.k8s.io/${version}`, status });
}

/** A user with a plugin. */
export function execUser(command: string, more: object = {}): object {
  return { exec: { apiVersion: "client.authentication.k8s.io/v1", command, interactiveMode: "Never", ...more } };
}
