import { describe, expect, it } from "vitest";
import { parseSchedulerMessage } from "../../src/diagnosis/evidence/scheduler-message.js";
import { pod, running, waiting } from "../lifecycle/pods.js";
import { brief, condition, event, findingsOf, type TimedObject, thing } from "./timed-objects.js";

const unplaced = (message: string, reason = "Unschedulable", spec: object = {}) =>
  pod({ spec, status: { conditions: [condition("PodScheduled", "False", reason, message)] } });

describe("the scheduler's message is parsed in the grammar of each version", () => {
  it.each([
    ["0/3 nodes are available: 1 Insufficient cpu, 2 Insufficient memory.", ["1 resources", "2 resources"]],
    [
      "0/3 nodes are available: 1 node(s) had taint {a: b}, that the pod didn't tolerate, 2 node(s) didn't match node selector.",
      ["1 taint", "2 selector"],
    ],
    [
      "0/4 nodes are available: 1 node(s) had untolerated taint {dedicated: gpu}, 3 node(s) didn't match Pod's node affinity/selector. preemption: 0/4 nodes are available: 4 Preemption is not helpful for scheduling.",
      ["1 taint", "3 selector"],
    ],
    ["0/2 nodes are available: 2 node(s) had volume node affinity conflict.", ["2 volume place"]],
    ["0/2 nodes are available: 2 node(s) exceed max volume count.", ["2 volume"]],
    ["0/2 nodes are available: 2 node(s) didn't match the requested node name.", ["2 selector"]],
    ["0/2 nodes are available: 2 node(s) didn't match pod topology spread constraints (missing required label).", ["2 zones"]],
    [
      "0/2 nodes are available: 2 cannot allocate all claims. still not schedulable, preemption: 0/2 nodes are available: 2 x.",
      ["2 devices"],
    ],
    ["0/2 nodes are available: 2 Insufficient nvidia.com/gpu. no new claims to deallocate, preemption: 0/2 x.", ["2 resources"]],
    ["0/2 nodes are available: 2 node(s) didn't match pod anti-affinity rules.", ["2 affinity"]],
    ["0/2 nodes are available: 1 Too many pods, 1 node(s) were unschedulable.", ["1 pods", "1 cordoned"]],
    ["0/2 nodes are available: 2 node(s) didn't match pod topology spread constraints.", ["2 spread"]],
    ["0/1 nodes are available: 1 node(s) didn't have free ports for the requested pod ports.", ["1 ports"]],
  ])("%s", (message, refusals) => {
    expect(parseSchedulerMessage(message).refusals.map(({ nodes, kind }) => `${nodes} ${kind}`)).toEqual(refusals);
  });

  it("a message about no node in particular is kept as it is", () => {
    expect(parseSchedulerMessage('0/1 nodes are available: persistentvolumeclaim "data" not found. not found')).toEqual({
      nodes: 1,
      refusals: [],
      general: 'persistentvolumeclaim "data" not found',
    });
    expect(parseSchedulerMessage('resourceclaim.resource.k8s.io "gpu" not found').general).toContain('"gpu" not found');
    expect(parseSchedulerMessage("no nodes available to schedule pods").general).toBe("no nodes available to schedule pods");
  });
});

describe("Pods that no node fits", () => {
  it("insufficient resources are a warning, a selector without a match is critical", () => {
    expect(brief([[0, unplaced("0/1 nodes are available: 1 Insufficient cpu.")]])).toEqual(["warning Unschedulable Pod/web"]);
    expect(brief([[0, unplaced("0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector.")]])).toEqual([
      "critical Unschedulable Pod/web",
    ]);
  });

  it.each(["didn't have free ports for the requested pod ports", "didn't match pod anti-affinity rules", "exceed max volume count"])(
    `"%s" is a warning: another Pod may leave`,
    (reason) => {
      expect(brief([[0, unplaced(`0/1 nodes are available: 1 node(s) ${reason}.`)]])).toEqual(["warning Unschedulable Pod/web"]);
    },
  );

  it.each([
    ['could not find v1/ResourceClaim "default/gpu"', "ResourceClaimNotFound ResourceClaim/gpu"],
    [
      'error getting PVC "default/data": could not find v1.PersistentVolumeClaim "default/data"',
      "PersistentVolumeClaimNotFound PersistentVolumeClaim/data",
    ],
  ])("%s: the missing reference explains it", (message, missing) => {
    expect(brief([[0, unplaced(message)]])).toEqual([`critical ${missing}`, "critical Unschedulable Pod/web ← 0"]);
  });

  it("a missing claim template explains a device claim that cannot be created", () => {
    const web = unplaced('waiting for dynamic resource controller to create the resourceclaim "web-gpu-x"');
    const reported = 'PodResourceClaim gpu: resource claim template "tpl": resourceclaimtemplate.resource.k8s.io "tpl" not found';
    expect(
      brief([
        [0, web],
        [1, event(web, "FailedResourceClaimCreation", reported)],
        [2, web],
      ]),
    ).toEqual(["critical ResourceClaimTemplateNotFound ResourceClaimTemplate/tpl", "critical Unschedulable Pod/web ← 0"]);
  });

  it("a claim of an ephemeral volume explains it too", () => {
    const claim = thing("v1", "PersistentVolumeClaim", "web-scratch", { status: { phase: "Pending" } });
    const volumes = { volumes: [{ name: "scratch", ephemeral: { volumeClaimTemplate: {} } }] };
    const history: readonly TimedObject[] = [
      [0, claim],
      [1, event(claim, "ProvisioningFailed", "rpc error: code = ResourceExhausted desc = quota exceeded")],
      [2, unplaced("0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims. not found", "Unschedulable", volumes)],
    ];
    expect(brief(history, 20)).toEqual([
      "critical ProvisioningFailed PersistentVolumeClaim/web-scratch",
      "critical Unschedulable Pod/web ← 0",
    ]);
  });

  it("the advice names the Pod's own namespace", () => {
    const [finding] = findingsOf([[0, unplaced("0/1 nodes are available: 1 node(s) didn't find available persistent volumes to bind.")]]);
    expect(finding?.advice[0]).toContain("kubectl get pvc -n default");
  });

  it("what is solved at once is transient", () => {
    const history: readonly TimedObject[] = [
      [0, unplaced("0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims.")],
      [2, pod({ node: "node-1" })],
    ];
    expect(brief(history)).toEqual([]);
  });

  it("an unbound claim explains the Pod that waits for it", () => {
    const claim = thing("v1", "PersistentVolumeClaim", "data", { spec: { storageClassName: "fast" }, status: { phase: "Pending" } });
    const volumes = { volumes: [{ name: "data", persistentVolumeClaim: { claimName: "data" } }] };
    const history: readonly TimedObject[] = [
      [0, claim],
      [0, unplaced("0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims.", "Unschedulable", volumes)],
      [1, event(claim, "ProvisioningFailed", 'storageclass.storage.k8s.io "fast" not found')],
    ];
    expect(brief(history, 20)).toEqual([
      "critical StorageClassNotFound StorageClass/fast",
      "critical ProvisioningFailed PersistentVolumeClaim/data ← 0",
      "critical Unschedulable Pod/web ← 1",
    ]);
  });

  it("the advice names a cordoned node, where nodes were recorded", () => {
    const cordoned = thing("v1", "Node", "node-7", { spec: { unschedulable: true } }, { namespace: undefined });
    const web = unplaced(
      "0/1 nodes are available: 1 node(s) were unschedulable. preemption: 0/1 nodes are available: 1 Preemption is not helpful.",
    );
    const adviceIn = (history: readonly TimedObject[]) => findingsOf(history, 30).flatMap(({ advice }) => advice);
    expect(
      adviceIn([
        [0, cordoned],
        [1, web],
      ]),
    ).toContain("allow Pods on a node again: kubectl uncordon node-7");
    expect(adviceIn([[1, web]])).toContain("allow Pods on a node again: kubectl uncordon NODE");
  });

  it("scheduling gates have a class of their own", () => {
    expect(brief([[0, unplaced("", "SchedulingGated", { schedulingGates: [{ name: "example.com/quota" }] })]], 30)).toEqual([
      "warning SchedulingGated Pod/web",
    ]);
  });

  it("a scheduler that does not exist is reported after a while", () => {
    const history: readonly TimedObject[] = [[0, pod({ spec: { schedulerName: "mine" } })]];
    expect(brief(history, 10)).toEqual([]);
    expect(brief(history, 90)).toEqual(["critical NotScheduled Pod/web"]);
  });
});

const creating = pod({
  node: "node-1",
  statuses: [waiting("ContainerCreating")],
  spec: { volumes: [{ name: "site", configMap: { name: "site" } }] },
});
const started = pod({
  node: "node-1",
  phase: "Running",
  conditions: { PodReadyToStartContainers: "True", Ready: "True" },
  statuses: [running()],
});

describe("volumes", () => {
  it.each([
    [
      "FailedMount",
      'MountVolume.SetUp failed for volume "site" : configmap "site" not found',
      ["critical ConfigMapNotFound ConfigMap/site", "critical FailedMount Pod/web ← 0"],
    ],
    [
      "FailedMount",
      'MountVolume.SetUp failed for volume "site" : configmap references non-existent config key: index.html',
      ["critical ConfigMapKeyNotFound ConfigMap/site", "critical FailedMount Pod/web ← 0"],
    ],
    [
      "FailedMount",
      "Unable to attach or mount volumes: unmounted volumes=[site], unattached volumes=[site]: timed out waiting for the condition",
      ["warning FailedMount Pod/web"],
    ],
    [
      "FailedMount",
      'MountVolume.SetUp failed for volume "logs" : hostPath type check failed: /data is not a directory',
      ["critical FailedMount Pod/web"],
    ],
    [
      "FailedAttachVolume",
      'Multi-Attach error for volume "pvc-1" Volume is already exclusively attached to one node and can\'t be attached to another',
      ["warning FailedAttachVolume Pod/web"],
    ],
  ])("%s: %s", (reason, message, found) => {
    expect(
      brief(
        [
          [0, creating],
          [1, event(creating, reason, message)],
        ],
        100,
      ),
    ).toEqual(found);
  });

  it("a cache that is filled a moment later is transient", () => {
    const early = event(
      creating,
      "FailedMount",
      'MountVolume.SetUp failed for volume "kube-api-access-x" : failed to sync configmap cache: timed out waiting for the condition',
    );
    expect(
      brief([
        [0, creating],
        [1, early],
        [3, started],
      ]),
    ).toEqual([]);
  });

  it("Events from long before the recording began are ignored", () => {
    const old = {
      ...event(started, "FailedMount", 'MountVolume.SetUp failed for volume "x" : boom'),
      lastTimestamp: "2025-12-31T23:00:00Z",
    };
    expect(
      brief(
        [
          [0, started],
          [0, old],
        ],
        100,
      ),
    ).toEqual([]);
  });
});

describe("the message of a failed mount, and its advice", () => {
  const creating = pod({ node: "node-1", conditions: { PodScheduled: "True" }, statuses: [waiting("ContainerCreating")] });
  const findingFor = (message: string, reason = "FailedMount") =>
    findingsOf(
      [
        [0, creating],
        [1, event(creating, reason, message)],
      ],
      60,
    ).at(-1);

  it.each([
    [
      'MountVolume.MountDevice failed for volume "pvc-1" : driver name ebs.csi.aws.com not found in the list of registered CSI drivers',
      "Volume pvc-1 cannot be mounted: driver name",
      "kubectl get csinode node-1",
    ],
    [
      'MountVolume.SetUp failed for volume "nfs" : mount failed: exit status 32\nMounting command: mount\nMounting arguments: -t nfs nfs.example.com:/x /var/lib/x\nOutput: mount.nfs: Connection timed out',
      "mount failed: exit status 32: mount.nfs: Connection timed out",
      "can reach the server",
    ],
    [
      'MountVolume.NewMounter initialization failed for volume "local" : path "/mnt/x" does not exist',
      "mounted: path",
      "create the path on node node-1",
    ],
  ])("%s", (message, words, advice) => {
    const finding = findingFor(message);
    expect(finding?.message).toContain(words);
    expect(finding?.advice[0]).toContain(advice);
  });

  it("nobody is advised to create a ConfigMap that the cluster creates", () => {
    const history: readonly TimedObject[] = [
      [0, creating],
      [
        1,
        event(creating, "FailedMount", 'MountVolume.SetUp failed for volume "kube-api-access-x" : configmap "kube-root-ca.crt" not found'),
      ],
    ];
    expect(findingsOf(history, 60)[0]?.advice.join()).toContain("controller manager");
  });

  it("the message of a failed sandbox has no relay prefixes", () => {
    const message =
      'Failed to create pod sandbox: rpc error: code = Unknown desc = failed to get sandbox runtime: no runtime for "gvisor" is configured';
    const finding = findingFor(message, "FailedCreatePodSandBox");
    expect(finding?.message).toContain("sandbox of the Pod: failed to get sandbox runtime");
    expect(finding?.advice[0]).toContain("runtime class");
  });
});

describe("sandboxes", () => {
  const message =
    'Failed to create pod sandbox: rpc error: code = Unknown desc = plugin type="calico" failed (add): no IP addresses available';

  it("a sandbox that cannot be created is a finding until the Pod starts", () => {
    const history: readonly TimedObject[] = [
      [0, creating],
      [1, event(creating, "FailedCreatePodSandBox", message)],
    ];
    expect(brief(history, 100)).toEqual(["critical FailedCreatePodSandBox Pod/web"]);
    expect(findingsOf([...history, [60, started]])).toMatchObject([{ resolved: true, resolution: "The sandbox was created." }]);
  });

  it("devices that cannot be prepared delay the Pod as well", () => {
    const web = pod({ node: "node-1", conditions: { PodScheduled: "True" }, statuses: [waiting("ContainerCreating")] });
    const reported = "Failed to prepare dynamic resources: NodePrepareResources failed for claim x: driver gpu.example.com not registered";
    expect(
      brief(
        [
          [0, web],
          [1, event(web, "FailedPrepareDynamicResources", reported)],
        ],
        60,
      ),
    ).toEqual(["critical FailedPrepareDynamicResources Pod/web"]);
  });

  it("a sandbox that succeeds at the next try is transient", () => {
    expect(
      brief([
        [0, creating],
        [1, event(creating, "FailedCreatePodSandBox", message)],
        [4, started],
      ]),
    ).toEqual([]);
  });
});

describe("nodes", () => {
  const node = (type: string, status: string, created = "2025-01-01T00:00:00Z") =>
    thing(
      "v1",
      "Node",
      "node-1",
      { status: { conditions: [condition(type, status, "Why", "it says why")] } },
      { namespace: undefined, creationTimestamp: created },
    );

  it.each([
    ["Ready", "False", "critical NodeNotReady Node/node-1"],
    ["Ready", "Unknown", "critical NodeStatusUnknown Node/node-1"],
    ["MemoryPressure", "True", "warning MemoryPressure Node/node-1"],
    ["DiskPressure", "True", "warning DiskPressure Node/node-1"],
  ])("%s is %s", (type, status, found) => {
    expect(brief([[0, node(type, status)]])).toEqual([found]);
  });

  it("a new node may take a moment to become ready", () => {
    const created = "2026-01-01T00:00:00Z";
    expect(
      brief([
        [0, node("Ready", "False", created)],
        [20, node("Ready", "True", created)],
      ]),
    ).toEqual([]);
  });

  it("a node under pressure explains the Pod that was evicted from it", () => {
    const evicted = pod({
      node: "node-1",
      phase: "Failed",
      status: { reason: "Evicted", message: "The node was low on resource: memory." },
    });
    expect(
      brief([
        [0, node("MemoryPressure", "True")],
        [5, evicted],
      ]),
    ).toEqual(["warning MemoryPressure Node/node-1", "critical Evicted Pod/web ← 0"]);
  });
});

describe("claims", () => {
  const claim = (phase: string) => thing("v1", "PersistentVolumeClaim", "data", { status: { phase } });

  it("a claim that waits for its first Pod is no failure, another pending one is after a while", () => {
    const waits = event(claim("Pending"), "WaitForFirstConsumer", "waiting for first consumer to be created before binding", {
      type: "Normal",
    });
    expect(
      brief(
        [
          [0, claim("Pending")],
          [1, waits],
        ],
        300,
      ),
    ).toEqual([]);
    expect(brief([[0, claim("Pending")]], 300)).toEqual(["warning ClaimPending PersistentVolumeClaim/data"]);
    expect(
      brief(
        [
          [0, claim("Pending")],
          [5, claim("Bound")],
        ],
        300,
      ),
    ).toEqual([]);
  });

  it("a claim that does not match the volume it names", () => {
    const mismatch = event(claim("Pending"), "VolumeMismatch", 'Cannot bind to requested volume "pv1": requested PV is too small');
    expect(
      brief(
        [
          [0, claim("Pending")],
          [1, mismatch],
        ],
        60,
      ),
    ).toEqual(["critical VolumeMismatch PersistentVolumeClaim/data"]);
  });

  const resizing = (...conditions: readonly object[]) =>
    thing("v1", "PersistentVolumeClaim", "data", { status: { phase: "Bound", conditions } });

  it("a claim whose volume cannot be resized, until it can", () => {
    const failed = event(resizing(), "VolumeResizeFailed", "rpc error: volume expansion not supported", { count: 2 });
    expect(
      brief([
        [0, resizing(condition("Resizing", "True", ""))],
        [1, failed],
      ]),
    ).toEqual(["warning VolumeResizeFailed PersistentVolumeClaim/data"]);
    const reported: readonly TimedObject[] = [
      [0, resizing(condition("ControllerResizeError", "True", "", "resize failed"))],
      [60, resizing()],
    ];
    expect(findingsOf(reported)).toMatchObject([{ class: "ControllerResizeError", resolved: true }]);
  });

  it("a pending file system resize is info, and only after a while", () => {
    const waits: readonly TimedObject[] = [[0, resizing(condition("FileSystemResizePending", "True", ""))]];
    expect(brief(waits, 30)).toEqual([]);
    expect(brief(waits, 300)).toEqual(["info FileSystemResizePending PersistentVolumeClaim/data"]);
  });

  it("a claim that has lost its volume", () => {
    expect(brief([[0, claim("Lost")]])).toEqual(["critical ClaimLost PersistentVolumeClaim/data"]);
  });
});
