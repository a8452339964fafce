import { type ConnectOptions, connect } from "../../../cluster/connect.js";
import type { ResourceType } from "../../../model/resource-type.js";

/** The cluster of a live run: that of the current context, unless another one is named. */
export interface LiveCluster {
  /** Absent inside a cluster. */
  readonly context?: string;
  /** Its address, without credentials. */
  readonly server: string;
  /** "v1.36.2"; absent where it may not be read. */
  readonly version?: string;
  readonly resources: readonly ResourceType[];
}

/** Finds the cluster, and asks what it is and offers. Rejects with `KubespyError` where it cannot be reached. */
export async function findLiveCluster(options: ConnectOptions): Promise<LiveCluster> {
  const connection = await connect(options);
  try {
    const { version } = await connection.serverInfo();
    const resources = await connection.resources();
    const { contextName: context, server } = connection;
    return { ...(context === undefined ? {} : { context }), server, ...(version === undefined ? {} : { version }), resources };
  } finally {
    connection.close();
  }
}
