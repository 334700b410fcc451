// Whose a log file is, written into each of its records before they leave the node: namespace, pod, uid, container,
// node, service label and tenant. Processors of Fluent Bit's DaemonSet and the Lua script that two of them run.
//
// The path of a file holds the pod's uid and nothing else. What belongs to it stands in the name of a folder that
// kubelet makes beside it, /var/log/pods/NAMESPACE_POD_UID/CONTAINER, as trustworthy as the path itself, and is read
// without asking anybody. Only the service label needs the API server: one record of a pod asks for it, and a pod that
// cannot be found costs one request a minute. docs/design/pod-identity.md says what that adds up to.
import { resourceKey } from "../../../conventions/kafka";
import { conventions } from "../../../conventions/names";
import type { Settings } from "../../../settings/settings";
import type { HelmValues } from "../../helm-values";
import { defaultTenant, namespaceAttribute } from "../collector";
import { customersScript } from "./customers";

/** Where kubelet keeps the volumes of pods, on the node and in this pod. */
export const podsPath = "/var/lib/kubelet/pods";

/** Where kubelet keeps a folder for each pod on the node. */
export const podLogsPath = "/var/log/pods";

const script = "pods.lua";

/** Where the chart mounts its scripts. */
const scriptsPath = "/fluent-bit/scripts";

/** Variable that holds the node's name. */
export const nodeVariable = "NODE_NAME";

/**
 * Key of a record that asks the processor `kubernetes` for its pod; in the form of Docker's journal, which it reads.
 */
const question = "CONTAINER_NAME";

/** Seconds after which a pod is looked up again: containers are added, and the API server may have been away. */
const freshSeconds = 60;

/**
 * Seconds after which a question that nobody answers ends Fluent Bit, for kubelet to start it anew. The processor asks in
 * the thread that reads, and waits without end where an API server takes the question and dies. Longer than the two
 * minutes that a connection takes to fail.
 */
export const answerSeconds = 180;

/**
 * A record has `file` when it comes. When it goes it has `resource` besides, or for Kafka the pod in the attributes of
 * OTLP, and of a file that no pod is known for the path.
 */
export const podIdentity = (target: "kafka" | "gateway"): readonly HelmValues[] => [
  { name: "lua", script: `${scriptsPath}/${script}`, call: "ask" },
  {
    name: "kubernetes",
    // What does not ask passes by: without the condition each record of a pod that is gone would be a request.
    condition: { op: "and", rules: [{ field: `$${question}`, op: "regex", value: "^k8s_" }] },
    use_journal: true,
    labels: true,
    annotations: false,
    buffer_size: "0",
    // The start does not wait for the API server: three minutes by default.
    dns_retries: 1,
    dns_wait_time: 1,
  },
  { name: "lua", script: `${scriptsPath}/${script}`, call: target === "kafka" ? "enclose" : "name" },
];

/**
 * Lines that a pod may write at once above its rate, and a node's pods for a customer, in seconds of that rate: what
 * waited in its files while Fluent Bit was away must not be dropped when it is read.
 */
const burstSeconds = 3_600;

/** Values of the chart that hold the script. */
export function podIdentityScripts(settings: Pick<Settings, "tenants" | "logs">): HelmValues {
  const { podLinesPerSecond } = settings.logs;
  const owners = settings.tenants.flatMap(({ id, namespaces }) => namespaces.map((namespace) => [namespace, id]));
  const text = (value: string | undefined) => JSON.stringify(value);
  const customers = customersScript(settings.tenants, burstSeconds);
  return {
    [script]: `-- Which pod wrote a file, and whose it is. Made by the platform: a change here is overwritten.
local ffi = require("ffi")
ffi.cdef [[
typedef struct { size_t gl_pathc; char **gl_pathv; size_t gl_offs; int gl_flags; void *gl_functions[5]; } glob_t;
int glob(const char *pattern, int flags, void *on_error, glob_t *found);
void globfree(glob_t *found);
typedef struct { unsigned long now, most; } limit_t;
int getrlimit(int resource, limit_t *limit);
int setrlimit(int resource, const limit_t *limit);
unsigned int alarm(unsigned int seconds);
typedef void (*handler_t)(int);
handler_t signal(int number, handler_t handler);
void _exit(int status);
]]

-- In a container Fluent Bit is process 1, for which the kernel drops a signal (14 is SIGALRM) that nobody handles.
ffi.C.signal(14, ffi.C._exit)

-- Each chunk that waits for another try has a timer, which is an open file, and one that gets none is lost. On nodes that
-- are not as AWS makes them a container may have 1,024, unless it asks for more.
local open_files, limit = 7, ffi.new("limit_t")
if ffi.C.getrlimit(open_files, limit) == 0 then
  limit.now = limit.most
  ffi.C.setrlimit(open_files, limit)
end

local tenants = {
${owners.map(([namespace, id]) => `  [${text(namespace)}] = ${text(id)},`).join("\n")}
}
local default_tenant = ${text(defaultTenant(settings).id)}
local node = os.getenv("${nodeVariable}")

-- Lines a second that a pod may write in the long run, and how many more at once.
local rate = ${podLinesPerSecond ?? "nil"}
local burst = ${podLinesPerSecond === undefined ? "nil" : podLinesPerSecond * burstSeconds}

-- What is known of pods, by uid; each of the two processors has a table of its own.
local pods = {}
local swept = 0
local forget = 3600

local function glob(pattern)
  local found, names = ffi.new("glob_t"), {}
  if ffi.C.glob(pattern, 0, nil, found) == 0 then
    for index = 0, tonumber(found.gl_pathc) - 1 do names[index + 1] = ffi.string(found.gl_pathv[index]) end
  end
  ffi.C.globfree(found)
  return names
end

-- The pod of a file, looked up anew after a minute; also whether that happened just now.
local function pod_of(record)
  local file = record["file"]
  local uid = type(file) == "string" and string.match(file, "^${podsPath.replaceAll("-", "%-")}/([%x%-]+)/volumes/")
  if not uid then return nil end
  local now = os.time()
  if now - swept > forget then
    swept = now
    for known, pod in pairs(pods) do
      if now - pod.seen > forget then pods[known] = nil end
    end
  end
  local pod = pods[uid]
  if pod and now < pod.fresh_until then
    pod.seen = now
    return pod, false
  end
  pod = pod or { uid = uid }
  pod.seen = now
  pod.fresh_until = now + ${freshSeconds}
  pod.attributes = nil
  pods[uid] = pod
  local folder = glob("${podLogsPath}/*_" .. uid)[1]
  -- The folder of a pod that is gone is gone too, and its last lines are still being read.
  if folder then
    pod.namespace, pod.name = string.match(folder, "([^/_]+)_([^/_]+)_[^/_]+$")
    local containers = glob(folder .. "/*/")
    pod.container = #containers == 1 and string.match(containers[1], "([^/]+)/$") or nil
  end
  return pod, true
end

function ask(tag, timestamp, record)
  local pod, looked_up = pod_of(record)
  if not looked_up or not pod.name then return 0 end
  -- In the container's place its uid: the processor remembers a pod by these three, and what is made anew under a name may
  -- have other labels.
  ffi.C.alarm(${answerSeconds})
  record["${question}"] = "k8s_" .. pod.uid .. "_" .. pod.name .. "_" .. pod.namespace .. "_" .. pod.uid .. "_0"
  return 2, timestamp, record
end

local function answered(record)
  if record["${question}"] then ffi.C.alarm(0) end
end

-- What is said of the pod in each of its records. The API server's answer comes with the one that asked.
local function attributes_of(pod, answer)
  local labels = answer and answer["labels"]
  if pod.attributes and not labels then return pod.attributes end
  if labels then
    pod.service = labels["${conventions.serviceLabel}"]
    local hash = labels["pod-template-hash"]
    pod.deployment = hash and string.match(pod.name, "^(.+)%-" .. hash .. "%-%w+$")
  end
  pod.attributes = {
    ["${namespaceAttribute}"] = pod.namespace,
    ["k8s.pod.name"] = pod.name,
    ["k8s.pod.uid"] = pod.uid,
    ["k8s.container.name"] = pod.container,
    ["k8s.deployment.name"] = pod.deployment,
    ["k8s.node.name"] = node,
    ["service.name"] = pod.service or pod.deployment,
    ["${conventions.tenantAttribute}"] = tenants[pod.namespace] or default_tenant,
  }
  return pod.attributes
end

-- Whether a line is above a rate. Each line costs one of what its writer has left, and time gives it back.
local function spent(writer, rate, burst)
  local now = os.time()
  local left = math.min(burst, (writer.left or burst) + (now - (writer.counted or now)) * rate)
  writer.counted = now
  writer.left = math.max(0, left - 1)
  return left < 1
end
${customers}
-- Whether a line is above what its pod may write, or the pods of this node for its customer.
local function above(pod, line)
  if rate and spent(pod, rate, burst) then return true end
  return ${customers === "" ? "false" : "above_customer(pod, line)"}
end

-- For the gateway, which reads the record's keys.
function name(tag, timestamp, record)
  answered(record)
  local pod = pod_of(record)
  if not pod then return 0 end
  if above(pod, record["log"]) then return -1 end
  if not pod.name then return 0 end
  record["${resourceKey}"] = attributes_of(pod, record["kubernetes"])
  record["${question}"] = nil
  record["kubernetes"] = nil
  return 2, timestamp, record
end

-- For Kafka, as OTLP: of the record goes the line alone, and attributes that stand in its metadata. OTLP's encoder ends a
-- text at its first zero byte, so another sign takes its place.
function enclose(tag, timestamp, group, metadata, record)
  answered(record)
  local pod = pod_of(record)
  if pod and above(pod, record["log"]) then return -1 end
  local known = pod and pod.name
  local attributes = known and attributes_of(pod, record["kubernetes"]) or { file = record["file"] }
  local line = record["log"]
  if type(line) == "string" and string.find(line, "\\0", 1, true) then line = string.gsub(line, "%z", "\\239\\191\\189") end
  return 2, timestamp, { otlp = { attributes = attributes } }, { log = line }
end
`,
  };
}
