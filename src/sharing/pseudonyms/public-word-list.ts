/**
 * Words that identify nobody, in small letters. Collected from every message, reason, kind and field in the bundled recordings and in issues of other
 * projects, from what kubespy itself says, and from the English that error messages are made of. Without names of companies and products: an object may be
 * called after one, and then its name must go.
 */
export const publicWordList = `
  beside birth came codes crashes ctrl exits fails flaky happy looks offsets probes said saw undone works
  able abnormal abort aborted about above absent accept accepted accepts access accessed account accounted accumulate achieve ack acls
  acquired across act action activation active actively adapt adapter add added addon addons address addresses adjust admin admission
  admitted adopt adopted adopting adoption advance advanced advice advise af affect affected affinity after afterwards again against age
  agent agents aggregate aggregated agree agreed ahead aim al alias aliases align alignment alive all allocatable allocate allocation
  allow allowed allowprivilegeescalation allows almost alone along alpha already also alter although always am ambiguous amd64 among amqp
  an analyses analysis ancestor ancestors and annotation annotations anonymous another answer answers anti any apart api apiserver
  apiservice apiservices app apparent apparmor append application applications applicationset applied apply applying approval approve
  approved apps apr arch architecture archive are aren arg args arguments arise arithmetic arm arm64 armor arn around arrange arrival
  arrived artifact artifacts as ascii asexpected ask asked aspect assertion assessed assessment assign assigned assigns assume assuming
  assure at attach attachable attached attachment attempt attempts attention aug auth authenticating authentication authenticator author
  authority authorize authorized auto automate automatic automatically automation autoscaler autoscaling availability available average
  avoid awaiting away back backed backend backends backing backoff backofflimitexceeded backpressure backup backward backwards bad balance
  balancer ban bar base base64 baseline basic batch be became because become becomes been before began begin beginning begun behavior
  behind being belong belongs below benchmark best besteffort better between beyond bin binary bind binding bindings ble blob blobs block
  blocked blocks bookkeeping bookmark boolean boot bootstrap bootstrapped bootstrapping bootstrapready both bound boundary box branch
  breakpoint bring broadcast broke broken brokers browser bucket buckets budget buffer bug build building built builtin burst burstable
  busy but by bypass byte bytes ca cache calculate call callback called calling calls can canary canceled cancell cancelled cancelling
  cancels candidate cannot capabilities capability capacity care case catalog catch cause caused causes cells central cert certain
  certificate certificaterequest certificates certificatesigningrequest certs cfg cgroup cgroups ch chain chance change changed changes
  changing channel character characters charset chart charts chdir check checkout checks checksum child children chmod choose chown cid
  cidr cifs ciphers claim claims class classes classify clean cleaning cleanup clear client clients clock clocks clone close closed
  closing cloud cluster clusterissuer clustername clusternamespace clusterrole clusterrolebinding clusterrolebindings clusterroles
  clusters cm cmd cni code cold collate collect collector collision columns com combine come coming command commit common compacted
  compare compared complete completed completeness completes completion completions compliance compliancy compliant component components
  componentstatus compress compute computed concern conclusion concurrency condition conditions conf confidential config configmap
  configmaps configs configuration configure configured configuring confirm confirmed conflict conflicted conflicting conflicts connect
  connected connection conntrack consecutive considers consist constant constraint constraints consume consumer contact contain container
  containercannotrun containercreating containerd containers contains content contents context continue continued contribute control
  controlled controller controllerrevision controllerrevisions controllers controlplaneready convert copy copying cordoned core correct
  corrected corresponds corrupt corrupted corruption cost could couldn count counted counting counts cover coverage cpu cpus cpuset cr
  crash crashed crashing crashloop crashloopbackoff crd crds create createcontainerconfigerror createcontainererror created creates
  creating creation credential credentials cri crictl criteria critical cron cronjob cronjobs cross crt csi csidriver csidrivers csinode
  csinodes csr csv ctrl current currently custom customresourcedefinition customresourcedefinitions cut cwd cycle daemon daemonset
  daemonsets damage darwin data database datacenter date day days dead deadline deadlineexceeded deadlock deallocate debug debugger dec
  december decided declared declares decrease default defective deferred defined definition definitions degradable degraded delay delayed
  delays delegate delete deletecollection deleted deleting deletion deliver delivered delta demand demo denied denies deny depend
  dependencies dependency dependents deploy deployed deploying deployment deployments deprecated depth derive derived desc describe
  description descriptor desired destination destinationrule detach detail details detect detected detection determine determining dev
  devel develop development device deviceclass devices diagnose dial dialing did didn diff differ differed difference differences
  different differs digest digests dir direct directory dirty disabled disallow disallowed discard disconnected discover discovery disk
  diskpressure dispatch display dispose disrupted disruption disruptions distribute distribution diverged divergence divergences divide
  division dll dmesg dns do document does doesn domain domains don done doubles down downgrading downloading downward drain draining drift
  driver drivers drop dropped due dump duplicate duplicated duration during dynamic dynamically each earlier ecc edge edges edit effect eg
  ei eight elapse elected election element eligible else email embed emit empty en enable enabled encountered encryption end ended ending
  endpoint endpoints endpointslice endpointslices ends enforce engine enough enqueue ensured enter entire entity entries entry entrypoint
  env environment environments eof ep ephemeral eps equal equals err errimageneverpull errimagepull erroneous error errored erroring
  errors es esc escalate escape established etc eth0 ev eval evaluated evaluation evaluations even event eventing events ever every
  everything evict evicted eviction evicts evidence exact examine examined example examples exceed exceeded exceeds except exception
  exclude excludes exclusive exe exec executable execute executing execution executors exhaust exhausted exhaustion exist existed
  existence existent existing exists exit exitcode exited exiting expand expansion expect expected expecting expiration expire expired
  expires expiry explain explained explicit export exports expose exposed express expressions ext4 extend external extra extract factor
  fail failed failedattachvolume failedcreatepodsandbox failedmount failedscheduling failing failingover failure failures fallback false
  families family far fast faster fastest fatal fault faulted faults faulty feature february federated feed fetch fetching few fewer field
  fields file files filesystem fill filter final finalizer finalizers find finding findings fine finish finished finishing firewall first
  fit fits five fixed flag flate flight flow flowschema flush follow follower following follows for forbidden forbids force forcibly
  foreground form format forming forward found four fraction fragment frame frames free freeze frequency frequent fresh fri friday from
  front frontend fs fsgroup ftp ful fulfilled full fully function functional functioning further future gap gaps gate gated gates gateway
  gatewayclass gateways gather gave gb gc general generate generated generation generator generators generic get gets getting gi gib gid
  gitrepository give given gives global gmt go goaway goes going gone good got gpu grace grant group groups grpc grpcs gt guarantee
  guaranteed guess gz gzip h2 h2c had hadn half halted hand handle handler handshake hang happen hardware has haserror haserrors hasfailed
  hash hashed hasn have haven having he head header headless heal health healthy healthz heap heart heartbeat heartbeats helmchart
  helmrelease helmrepository help helper helpful her here hibernate hibernated hibernating hibernation hide high higher highest him hint
  his history hold holder holds hook hooked horizontal horizontalpodautoscaler horizontalpodautoscalers host hostname hostnames
  hostnetwork hostpath hostport hosts hot hour hours how however hpa html http http1 http2 httproute https hugepages hundred hung hy i386
  id identity idle ids ie if ignore ignored ignores illegal im image imagepullbackoff images immediate immutable impact impaired
  impersonate implemented implied imply import imported impossible improve in inaccessible inactive incarnation include including incoming
  incompatible incomplete inconclusive inconsistent incorrect increase increasing increment index indexes indicate inf infeasible inferred
  info infrastructureready ing ingress ingressclass ingressclasses ingresses inherit ini init initial initialised initialising
  initialization initialized initializing inject inner inoperable inprogress input inputs insecure inside inspect inspects install
  installed installing installs instance instances instead instruction insufficient insync int integer integration intend intended inter
  internal interrupt interrupted interval intervals intervention into invalid invalidimagename invoke involved io ip ipam ipc iptables
  ipv4 ipv6 ipvs irreconcilable is isconnected iscsi isdegraded isfailed ishealthy isn isnt isolate isready issued issuer issues issuing
  isvalid it item items its itself january jar jitter job jobs join joined js json jsonpath judged jul jun just jws k8s kb keep keeps kept
  kernel key keys ki kib kill killed killing kills kind kinds know knowing known kube kubeadm kubectl kubelet kubepods kubernetes kubespy
  kustomization kustomizations label labeled labels lacking lacks large last late latency later latest launch launched layer layers lchown
  ldap lead leader leading leak lease leases least left length less let lets level levels lib lib64 library lifecycle lifted light like
  limit limited limitrange limitranges limits line lines link links linux list listed listen listener listeners listening listens lists
  little live liveness livez lo load loaded local located location lock locked log logcollector logging logic login logs long longer look
  looking lookup loop loss losses lost low lower lowercase machine made main maintain major make makes malformed manage managed management
  manager managers mandatory manifest manifests manual many map maps mar march margin marked marker markers marks mask master match
  matched matches matching material max maximum may mb md5 me mean meaningful means meantime meanwhile measure measured measurements
  median member members memory memorypressure merge message messages met meta metadata metal metric metrics mi mib might migrate migrating
  migration milestone milestones millicpu million mime min minimum minor mins minute minutes mirror mirrors misbehaving misbound
  misconfiguration misconfigured mismatch mismatched miss misscheduled missed missing mkdir mnt mode model modes modified modify modifying
  moment monday monitor monitoring month more most mount mounted mounting mounts move moved moves mqtt ms msg mtls much multi multiple
  must mutating mutatingwebhookconfiguration my name names namespace namespaces naming nan native near need needed needs negative neither
  nested net netns netpol network networking networkpolicies networkpolicy networkunavailable neutral never new newer newest next nfs
  nftables nil nine no node nodenotready nodes noise nolonger nominal nominated non noncompliant none nonexistent normal not note notfound
  nothing notice notification notify notready nov november now ns null number numeric object objects observe observed obtain occur
  occurred occurrences oci ocirepository oct october of off offer offering offline offset often ok okay old older omit on once one ones
  online only onto oom oomkilled oops opaque open opened operate operating operation operational operator opt optimal option optional
  options or order ordered ordinal org origin original orphaned os other others our ours out outage outbound outcome outdated outer output
  outputs outsider over overall overflow overlap overlay overlay2 overlayfs overload overloaded override overrun owe own owned owner
  owners ownership owns pack package page paging panic parallel parallelism parameter parameters params parent parents parse parseable
  parsed part partial partially partition partitioned partly parts pass passed passes passing passwd password past patch path paths pause
  paused pausing pc pd pdb peak peer pem pending per performing period permalink permission permissions permit permitted persist
  persistence persistent persistentvolume persistentvolumeclaim persistentvolumeclaims persistentvolumes phase pick pid pidpressure pids
  pin pipe pipeline pipelines place placeholder placement plain plan plane planned plans platform plays please plugin plus po pod
  poddisruptionbudget poddisruptionbudgets podinitializing pods podsecurity podtemplate podtemplates point pointer points policies policy
  pool port portable ports position possible post posting power ppc64le pre precondition predicate preempt preempted preempting preemption
  preexisting prefer prefix prepare prepares present pressure pretty prev prevent preview previous primary principal print printable prior
  priority priorityclass priorityclasses private privilege privileged privileges probe problem problems proc process processed processing
  procfs prod produce production profile program programmed programming programs progress progressed progressing progressive project
  projected projectpolicyviolation promote promoted prompt proof propagate proper properly properties property propose proposed protect
  protection proto protocol prove proven provide provided provider providers provisioned provisioner provisioning proxy proxyconnect prune
  ps pub public publish published publishing pull pulled pulling pulls purge push put pv pvc py qa qos qps quality quantity quarantine
  query queue queued quick quiet quit quorum quota raise ran random range rapid rare rate ratio raw rb rc rd re reach reachable reached
  reaching react read readiness reading readonly ready readytouse readyz reason reasons rebalancing reboot rebooted rebuild receipt
  receive received receiver receives recent recently recommend reconcile reconciled reconciliation reconciling record recorded recorder
  recording recordings recover recoverable recovered recovering recreate recursive recycle redirect reduce ref refer reference referenced
  referencegrant references referred refers refresh refs refuse refused refuses regard regarding region register registered registries
  registry regular reject rejected rejection rejects relate related relative relax relay release released relevant rely remain remaining
  remediated remediating remediation remind remote removal remove removed removes removing render renew renewed repair repaired repeat
  repetitive replace replaced replacement replaces replay replica replicas replicaset replicasets replication replicationcontroller
  replicationcontrollers reply repo report reported reporting reports repository represent reproduce request requested requests require
  required requirement requirements requires requiring rerun reserve reserved reset residual resize resized resizes resizing resolution
  resolv resolve resolved resolvedrefs resolver resource resourceclaim resourceclaims resourcequota resourcequotas resources resourceslice
  resourceslices respect respond responding responds response responsive rest restart restarted restarting restarts restore restored
  restoring restrict restricted result resulted results resume resumed retain retired retried retries retrieve retry retrying return
  returned reuse reveal revert reverted review revision revoked right rights risk role rolebinding rolebindings roles roll rollback rolled
  rolledback rolledout rolling rollingout rollout rollouts room root rotate rotated rotation route router routes rpc rs rule rules run
  runasnonroot runc runcontainererror running runs runtime runtimeclass runtimeclasses s390x sa safe same sample sandbox sat satisfied
  satisfy saturday saved say says sbin sc scale scaled scaledown scales scaleup scaling scan scanning schedulable schedule scheduled
  scheduler scheduling schema scheme scope scrape script sctp search sec seccomp seccompprofile second secondary seconds secret secrets
  secs section secure security see seems seen segmentation segments select selected selector selectors selects self selfsubjectreview
  selinux semver send sending sends sense sent sentence sep separate september sequence serie series serve server servers serves service
  serviceaccount serviceaccountname serviceaccounts serviceentry services serving session sessions set sets settings settled settling
  setup seven several severe severity sh sha sha1 sha256 sha512 shard share shared she shell shift shifted shim ship short shortage
  shorter shortly should shouldn show shown shows shrink shut shutdown sid side sidecar sigabrt sigalrm sigbus sigfpe sighup sigill sigint
  sigkill sign signal signals signature signed significant significantly sigpipe sigquit sigsegv sigsys sigterm sigtrap sigusr sigxcpu
  sigxfsz silent similar simple since single six size skip skipped skips sleep slice slices slot slow slower slowest small smooth smtp
  snapshot so sock socket soft solve solver some something sort source sources space spare spec specified specify speed spin split
  splitbrain spread srv sse ssh ssl st stable stack stage stages staging stale stalled standard standby start started starter starting
  starts startup stat state stateful statefulset statefulsets statement stats status statuscode statuses stay stayed stays stderr stdin
  stdout steady step steps still stop stopped stopping stops storage storageclass storageclasses store stored stores strategy stream
  streaming streams strict string strip structure stuck su sub subaccount subjectaccessreview submission submit submitted subnets
  subresource subscription subscriptions subsets succeed succeeded succeeding succeeds success successful successfully such sufficient
  suffix suggest suit suitable summary sun sunday superseded supplemental supply support supported supports suppose sure surge suspect
  suspend suspended suspending suspension svc swap switch switching switchingover symbol sync synced synchronized synchronizing syncing
  syntax sys sysctl sysctls sysfs system systemd systems table tag tags taint taints take takes tar target targets task tasks tb tcp
  tcpdump team telemetry temp template templates temporarily temporary ten terminal terminate terminated terminating termination terms
  test testing tests text tgz than thank thanks that the their theirs them themselves then there these they thing things think this those
  though three threshold throttl throttle throttled throttling through throw thu thursday ti tie tier time timed timedout timeline timeout
  timeouts times timestamp title tls tls1 tmp tmpfs to todo together toggle token tokenreview tokens told tolerance tolerate tolerated
  toleration tolerations toml too took toolkit top topology total trace traceparent track traffic traits transfer transform transformer
  transient transition translate transmit transport trap treat tree trends tried trigger triggers trip true trust trusted truthy try
  trying ts ttl tue tuesday turn twice two txt type types uat udp ui uid uids un unable unattached unauthenticated unauthorised
  unauthorized unavailability unavailable unbound uncordon uncordoned uncounted undecided undeclared undeliverable under undo unexpected
  unexplained unhandled unhealthy uninitialized unique unit unix unknown unless unlock unmet unmount unmounted unpack unpacking unparsable
  unparseable unpaused unprocessable unqualified unreachable unreadable unready unrecognized unrecoverable unreported unresolvable
  unresolved unresponsive unrestricted unsatisfiable unschedulable unscheduled unspecified unstable unsupported unsynced until untolerated
  untrusted unusable unused up update updated updates updating upgrade upgradeable upgraded upgrades upgrading upload uploaded upstream
  uptodate uri url us usage use used user username users uses usr usually utc utf utf8 utilization v4 v6 valid validate validated
  validating validatingadmissionpolicy validatingwebhookconfiguration validation validity value values var varchar variables vary ve
  verbose verbs verdict verification verified verify version versioning versions versus vertex vertices very veth via vice victim victims
  view violate violated violates violation violations virtual virtualservice visible visual void volume volumeattachment volumeattachments
  volumes volumesnapshot volumesnapshots vpc vs wait waitforfirstconsumer waiting waits wake warm warn warning warnings was wasn waste
  watch watched watches watching watermark way we weak webhook webhooks websocket wed wednesday weight well went were weren what when
  where whether which while who whole whose why wide width will windows wipe with within without won work worker workers workflow
  workflows working workload workloads workspace world worth would wouldn wrap write writes wrong ws wss www x509 x86 xfs xid xml yaml
  year years yes yet yield yields yml you your yourself zero zip zone zones
`;

/** Of them, those that people call objects: "container app" names one, while "container failed" does not. */
export const commonNameList = `
  api app application apps backend base batch cache canary central cert client cluster common config configs consumer controller core cron
  custom data database demo dev edge engine example external frontend gateway general global group init internal job jobs leader local
  logging logs main manager master metrics model monitor monitoring network operator pipeline platform plugin policy primary prod
  production project proxy public query queue registry release remote report reports root route router sample sandbox scheduler search
  secondary secret server service services setup shared sidecar source stable stage staging standby storage store stream sync system
  target task tasks team temp test testing tests token user users version work worker workers workflow workload workspace
`;
