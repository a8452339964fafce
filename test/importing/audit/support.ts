import { onTestFinished } from "vitest";
import { AuditHistory } from "../../../src/importing/audit/audit-history.js";
import { type AuditCounts, type AuditFilter, AuditReader } from "../../../src/importing/audit/audit-reader.js";
import type { NewFrame, ObjectFrame } from "../../../src/model/frame.js";
import { redactSecret } from "../../../src/sharing/redact.js";
import { SortingSpool } from "../../../src/store/sqlite/sorting-spool.js";

interface ReadLogs {
  readonly frames: readonly NewObjectFrame[];
  readonly omissions: readonly string[];
  readonly warnings: readonly string[];
  readonly counts: AuditCounts;
}

export type NewObjectFrame = Omit<ObjectFrame, "sequence">;

export const everything: AuditFilter = { wantsTime: () => true, wantsTarget: () => true, wantsObject: () => true };

/** What is read of these files of an audit log. */
export function readLogs(files: readonly (string | Uint8Array)[], filter: AuditFilter = everything): ReadLogs {
  const spool = new SortingSpool();
  onTestFinished(() => spool.close());
  const reader = new AuditReader({ spool, filter, redact: (revision, ref) => redactSecret(revision, new Uint8Array(32), ref) });
  const warnings = files.flatMap((file) => {
    const log = reader.log();
    log.push(Buffer.from(file as string));
    return log.end();
  });
  const history = new AuditHistory(spool);
  const frames: NewFrame[] = [...history.frames()];
  return { frames: frames as NewObjectFrame[], omissions: history.omissions(), warnings, counts: reader.counts };
}

/** An audit event with what every one has; `event` replaces fields. */
export function auditEvent(event: Readonly<Record<string, unknown>>): string {
  const { responseObject: object } = event as { readonly responseObject?: { readonly metadata?: { readonly resourceVersion?: string } } };
  return JSON.stringify({
    ...{ kind: "Event", apiVersion: "audit.k8s.io/v1", level: "RequestResponse", stage: "ResponseComplete" },
    auditID: `${event["verb"]} ${object?.metadata?.resourceVersion ?? event["stageTimestamp"]}`,
    requestURI: "/api/v1/namespaces/shop/pods/web",
    user: { username: "alice" },
    objectRef: { resource: "pods", namespace: "shop", name: "web", apiVersion: "v1" },
    responseStatus: { code: event["verb"] === "create" ? 201 : 200 },
    ...event,
  });
}

/** A moment so many seconds after the start of these tests. */
export function second(seconds: number): string {
  return new Date(Date.parse("2026-03-01T10:00:00Z") + seconds * 1000).toISOString().replace("Z", "000Z");
}

/** `Pod shop/web`, uid u-1. */
export function podState(
  resourceVersion: string,
  more: { readonly metadata?: object; readonly spec?: object; readonly status?: object } = {},
) {
  return {
    kind: "Pod",
    apiVersion: "v1",
    metadata: {
      ...{ name: "web", namespace: "shop", uid: "u-1", resourceVersion, creationTimestamp: "2026-03-01T10:00:00Z" },
      ...more.metadata,
    },
    spec: { containers: [{ name: "app", image: "nginx:1.27" }], ...more.spec },
    status: { phase: "Pending", ...more.status },
  };
}
