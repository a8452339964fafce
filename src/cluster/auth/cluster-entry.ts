import type { EntryFields } from "./entry-fields.js";

/** File names are absolute; `...Data` is base64 of PEM. */
export interface ClusterEntry {
  readonly server?: string;
  readonly caFile?: string;
  readonly caData?: string;
  readonly insecure: boolean;
  readonly tlsServerName?: string;
  readonly proxyUrl?: string;
  readonly disableCompression: boolean;
  /** What the cluster has for credential plugins, passed to them unchanged. */
  readonly pluginConfig?: unknown;
}

/** Throws `KubespyError` for a field of the wrong type. */
export function readCluster(fields: EntryFields): ClusterEntry {
  return {
    insecure: fields.flag("insecure-skip-tls-verify"),
    disableCompression: fields.flag("disable-compression"),
    ...present({
      server: fields.text("server"),
      caFile: fields.file("certificate-authority"),
      caData: fields.base64("certificate-authority-data"),
      tlsServerName: fields.text("tls-server-name"),
      proxyUrl: fields.text("proxy-url"),
      pluginConfig: fields
        .items("extensions")
        .find((extension) => extension.text("name") === "client.authentication.k8s.io/exec")
        ?.raw("extension"),
    }),
  };
}

/** Leaves out the fields that are undefined. */
export function present<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
