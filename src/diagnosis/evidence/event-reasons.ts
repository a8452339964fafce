/** Events of type Warning that report no failure: the kubelet and others write them in the normal course, mostly when they start. */
export const harmlessReasons: ReadonlySet<string> = new Set([
  // Before the first statistics of the disk are there.
  "InvalidDiskCapacity",
  "CheckLimitsForResolvConf",
  "DNSConfigForming",
  "MissingClusterDNS",
  "CgroupV1",
  "PossibleMemoryBackedVolumesOnDisk",
  "KubeletConfigChanged",
  // Retried at once after a conflict.
  "FailedToUpdateEndpoint",
  "FailedToUpdateEndpointSlices",
  "FailedToCreateEndpoint",
  // The controller adopts what it needs, or says more in another Event.
  "OwnerRefInvalidNamespace",
  "CalculateExpectedPodCountFailed",
  "NoPods",
  "ListenerAlreadyExists",
]);

/** Reasons after which the object stays failed until somebody acts. */
export function isFinalReason(reason: string): boolean {
  return final.test(reason);
}

const final =
  /^(BackoffLimitExceeded|DeadlineExceeded|PodFailurePolicy|MaxFailedIndexesExceeded|FailedIndexes|Evicted|InvalidImageName|ErrImageNeverPull|ClaimLost|Invalid\w*|Unparseable\w*|UnParseable\w*|UnknownTimeZone)$/;

/** Whether a reason reads like a failure. */
export function looksFailed(reason: string): boolean {
  return failureWords.test(reason);
}

const failureWords =
  /fail|error|unhealthy|back-?off|invalid|denied|forbidden|notfound|unable|cannot|oom|kill|evict|crash|panic|oops|hung|deadlock|corrupt|read-?only|timeout|exceeded|down|lost|reject|conflict|mismatch|missing|unreachable|notready|pressure|insufficient|expired|reboot|threshold|abort|degraded|unavailable/i;
