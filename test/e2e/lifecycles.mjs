// What `npm run e2e` does with each manifest of fixtures/, and what must come of it.
//
// A lifecycle is one or more steps. Each step records its targets around one kubectl command and then expects:
//   stages  KIND/NAME (or a pattern) -> the stages that some object of that name went through, in this order; others may lie between
//   ends    KIND/NAME -> the stages of which one must be the last, before it was deleted
//   events  reasons of Kubernetes Events that must have been seen
// The images are on the nodes when it begins (see warm-up.mjs). `recording` is the bundled recording of the same lifecycle: the
// expectations are tested against it where there is no cluster. `recordingDiffers`: the problems that are to be found there.

const apply = (file) => ["apply", "-f", `fixtures/${file}`];
const happy = ["Created", "Scheduled", "Creating", "Ready"];
const settled = { until: "settled", timeoutMs: 240_000 };
/** Ends with the change that makes all Ready: the Events about it may come too late, and are not expected. */
const untilReady = { until: "ready", timeoutMs: 240_000 };

export const lifecycles = [
  {
    file: "nginx.yaml",
    recording: "pod-nginx",
    steps: [
      {
        run: apply("nginx.yaml"),
        targets: ["pod", "nginx"],
        end: settled,
        stages: { "Pod/nginx": happy },
        ends: { "Pod/nginx": ["Ready"] },
        events: ["Scheduled", "Started"],
      },
    ],
  },
  {
    file: "nginx-1.28.yaml",
    recording: "pod-nginx-1.28",
    steps: [
      {
        run: apply("nginx-1.28.yaml"),
        targets: ["v1", "Pod", "nginx"],
        end: settled,
        stages: { "Pod/nginx": happy },
        ends: { "Pod/nginx": ["Ready"] },
        events: ["Scheduled", "Started"],
      },
    ],
  },
  {
    file: "bad-image-tag.yaml",
    recording: "pod-bad-image-tag",
    steps: [
      {
        run: apply("bad-image-tag.yaml"),
        targets: ["pod", "nginx"],
        end: settled,
        stages: { "Pod/nginx": ["Created", "Scheduled", "Creating"] },
        waiting: { "Pod/nginx": ["ErrImagePull", "ImagePullBackOff"] },
        events: ["Scheduled", "Failed"],
      },
      {
        run: ["set", "image", "pod/nginx", "nginx=nginx:1.27"],
        targets: ["pod", "nginx"],
        end: untilReady,
        stages: { "Pod/nginx": ["Creating", "Ready"] },
        ends: { "Pod/nginx": ["Ready"] },
        events: [],
      },
    ],
  },
  {
    file: "missing-configmap-volume.yaml",
    recording: "pod-missing-configmap-volume",
    steps: [
      {
        run: apply("missing-configmap-volume.yaml"),
        targets: ["pod", "nginx"],
        end: { forMs: 30_000 },
        stages: { "Pod/nginx": ["Created", "Scheduled", "Creating"] },
        events: ["FailedMount"],
      },
      {
        run: ["create", "configmap", "app-config", "--from-literal=greeting=hello"],
        targets: ["pod", "nginx"],
        // The kubelet is backing off before it retries: by now up to a minute.
        end: untilReady,
        stages: { "Pod/nginx": ["Creating", "Ready"] },
        ends: { "Pod/nginx": ["Ready"] },
        events: [],
      },
    ],
  },
  {
    file: "missing-claim.yaml",
    recording: "pod-missing-pvc",
    steps: [
      {
        run: apply("missing-claim.yaml"),
        targets: ["pod", "nginx"],
        end: { forMs: 15_000 },
        stages: { "Pod/nginx": ["Created"] },
        never: { "Pod/nginx": ["Scheduled", "Running"] },
        events: ["FailedScheduling"],
      },
    ],
  },
  {
    // No node is labelled or tainted here: clusters of tests have nodes of any name, and other tests run Pods on them. So "batch-only" may run.
    file: "scheduling.yaml",
    recording: "pod-scheduling",
    steps: [
      {
        run: apply("scheduling.yaml"),
        targets: ["pods"],
        end: { forMs: 10_000 },
        stages: { "Pod/needs-ssd": ["Created"] },
        ends: { "Pod/too-big": ["Created"], "Pod/needs-claim": ["Created"] },
        never: { "Pod/too-big": ["Scheduled"], "Pod/needs-claim": ["Scheduled"] },
        events: ["FailedScheduling"],
      },
    ],
  },
  {
    file: "crash-loop.yaml",
    recording: "pod-crashloop",
    steps: [
      {
        run: apply("crash-loop.yaml"),
        targets: ["pod", "crasher"],
        end: { forMs: 60_000 },
        stages: { "Pod/crasher": ["Created", "Scheduled", "Creating"] },
        waiting: { "Pod/crasher": ["CrashLoopBackOff"] },
        events: ["BackOff"],
      },
    ],
  },
  {
    file: "restart-policies.yaml",
    recording: "pod-restart-policies",
    steps: [
      {
        run: apply("restart-policies.yaml"),
        targets: ["pods"],
        end: { forMs: 60_000 },
        stages: {
          "Pod/exit-0-never": ["Created", "Scheduled", "Creating", "Completed"],
          "Pod/exit-0-onfailure": ["Created", "Completed"],
          "Pod/exit-1-never": ["Created", "Failed"],
        },
        ends: { "Pod/exit-0-never": ["Completed"], "Pod/exit-1-never": ["Failed"], "Pod/exit-0-onfailure": ["Completed"] },
        waiting: { "Pod/exit-0-always": ["CrashLoopBackOff"], "Pod/exit-1-always": ["CrashLoopBackOff"] },
        events: ["BackOff"],
      },
    ],
  },
  {
    file: "restarts.yaml",
    recording: "pod-restarts",
    steps: [
      {
        run: apply("restarts.yaml"),
        targets: ["pods"],
        end: { forMs: 75_000 },
        stages: {
          "Pod/sidecar": ["Created", "Scheduled", "Creating", "Ready", "Running", "Ready", "Completed"],
          "Pod/restart-rules": ["Created", "Scheduled", "Creating", "Ready", "Running", "Failed"],
        },
        ends: {
          "Pod/exit-0-never": ["Completed"],
          "Pod/exit-1-never": ["Failed"],
          "Pod/exit-0-onfailure": ["Completed"],
          "Pod/sidecar": ["Completed"],
          "Pod/restart-rules": ["Failed"],
        },
        waiting: { "Pod/exit-0-always": ["CrashLoopBackOff"], "Pod/exit-1-onfailure": ["CrashLoopBackOff"] },
        events: ["BackOff", "Killing"],
      },
    ],
  },
  {
    file: "two-containers-one-crashes.yaml",
    recording: "pod-two-containers-one-crashes",
    steps: [
      {
        run: apply("two-containers-one-crashes.yaml"),
        targets: ["pod", "pair"],
        end: { forMs: 60_000 },
        stages: { "Pod/pair": ["Created", "Ready", "Running"] },
        waiting: { "Pod/pair": ["CrashLoopBackOff"] },
        events: ["BackOff"],
      },
    ],
  },
  {
    file: "slow-readiness.yaml",
    recording: "pod-slow-readiness",
    // The probe never passed when this was recorded: the Pod stays not ready throughout.
    recordingDiffers: ["no Pod/nginx went through Created, Scheduled, Creating, Running, Ready, Running"],
    steps: [
      {
        run: apply("slow-readiness.yaml"),
        targets: ["pod", "nginx"],
        end: { forMs: 60_000 },
        stages: { "Pod/nginx": ["Created", "Scheduled", "Creating", "Running", "Ready", "Running"] },
        ends: { "Pod/nginx": ["Running"] },
        events: ["Unhealthy"],
      },
    ],
  },
  {
    file: "liveness-restart.yaml",
    recording: "pod-liveness-restart",
    steps: [
      {
        run: apply("liveness-restart.yaml"),
        targets: ["pod", "nginx"],
        end: { forMs: 60_000 },
        stages: { "Pod/nginx": ["Created", "Scheduled", "Creating", "Ready"] },
        events: ["Unhealthy", "Killing"],
      },
    ],
  },
  {
    file: "probes.yaml",
    recording: "pod-probes",
    steps: [
      {
        run: apply("probes.yaml"),
        targets: ["pods"],
        end: { forMs: 75_000 },
        stages: {
          "Pod/readiness": ["Created", "Scheduled", "Creating", "Running", "Ready", "Running", "Ready"],
          "Pod/startup": ["Created", "Scheduled", "Creating", "Running", "Ready"],
        },
        ends: { "Pod/readiness": ["Ready"], "Pod/startup": ["Ready"] },
        waiting: { "Pod/no-startup": ["CrashLoopBackOff"] },
        events: ["Unhealthy", "Killing", "BackOff"],
      },
    ],
  },
  {
    file: "service.yaml",
    recording: "service-clusterip",
    steps: [
      {
        run: apply("service.yaml"),
        targets: ["svc/web"],
        end: { forMs: 60_000 },
        stages: { "Pod/web-1": happy, "Pod/web-2": happy, "EndpointSlice/web-*": ["Ready"] },
        events: ["Started"],
      },
    ],
  },
  {
    file: "service-loadbalancer.yaml",
    recording: "service-loadbalancer-pending",
    steps: [
      {
        run: apply("service-loadbalancer.yaml"),
        targets: ["svc/web"],
        end: { forMs: 10_000 },
        stages: { "Service/web": ["Pending"] },
        events: [],
      },
    ],
  },
  {
    file: "deployment-rollout.yaml",
    recording: "deployment-rollout",
    steps: [
      {
        run: apply("deployment-rollout.yaml"),
        targets: ["deploy/web"],
        end: settled,
        stages: { "Deployment/web": ["Created", "Available"], "Pod/web-*": happy },
        ends: { "Deployment/web": ["Available"] },
        events: ["ScalingReplicaSet"],
      },
      {
        run: ["set", "image", "deployment/web", "nginx=nginx:1.28"],
        targets: ["deploy/web"],
        end: settled,
        stages: { "Deployment/web": ["Rolling out", "Available"], "Pod/web-*": happy },
        ends: { "Deployment/web": ["Available"] },
        events: ["ScalingReplicaSet"],
      },
      {
        run: ["scale", "deployment/web", "--replicas=1"],
        targets: ["deploy/web"],
        end: settled,
        stages: {},
        ends: { "Deployment/web": ["Available"] },
        events: ["ScalingReplicaSet"],
      },
    ],
  },
  {
    file: "deployment-bad-rollout.yaml",
    recording: "deployment-bad-rollout",
    steps: [
      {
        run: apply("deployment-bad-rollout.yaml"),
        targets: ["deploy/web"],
        end: settled,
        stages: { "Deployment/web": ["Created", "Available"] },
        ends: { "Deployment/web": ["Available"] },
        events: ["ScalingReplicaSet"],
      },
      {
        run: ["set", "image", "deployment/web", "nginx=nginx:nonsense"],
        targets: ["deploy/web"],
        end: { forMs: 40_000 },
        stages: { "Deployment/web": ["Rolling out", "Stalled"] },
        waiting: { "Pod/web-*": ["ErrImagePull", "ImagePullBackOff"] },
        events: ["ScalingReplicaSet"],
      },
      {
        run: ["rollout", "undo", "deployment/web"],
        targets: ["deploy/web"],
        end: settled,
        stages: {},
        ends: { "Deployment/web": ["Available"] },
        events: ["ScalingReplicaSet"],
      },
    ],
  },
  {
    file: "job-backoff.yaml",
    recording: "job-backoff",
    steps: [
      {
        run: apply("job-backoff.yaml"),
        targets: ["jobs"],
        end: { forMs: 100_000 },
        stages: { "Job/fails": ["Created", "Failed"], "Job/works": ["Created", "Completed"] },
        ends: { "Job/fails": ["Failed"], "Job/works": ["Completed"] },
        events: ["BackoffLimitExceeded"],
      },
    ],
  },
];
