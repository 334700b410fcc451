// The example service of each tenant, as the Workload component would run it: its spans come from the pod's address,
// its log file is shipped to Kafka as Fluent Bit would, and the agent scrapes it.
import { ports } from "../components/endpoints";
import { platformContract } from "../components/platform-contract";
import { workloadManifests } from "../contract/workload-manifests";
import { ExampleService } from "../test/servers/example-service";
import type { OneMachine } from "../test/servers/one-machine";
import { PodAddress } from "../test/servers/pod-address";
import { PrometheusAgent, type ScrapeJob } from "../test/servers/prometheus-agent";
import { names, pods, settings } from "./settings";

export class Services {
  private readonly running: { stop(): unknown }[] = [];
  private readonly services = new Map<string, ExampleService>();
  private readonly shipped = new Map<string, number>();

  private constructor(private readonly machine: OneMachine) {}

  static async start(machine: OneMachine, executable: string): Promise<Services> {
    const services = new Services(machine);
    const jobs: ScrapeJob[] = [];
    for (const { tenant, namespace, address, labels = {} } of pods) {
      const manifests = workloadManifests(platformContract(settings, names), "go-service", {
        tenant,
        namespace,
        image: "go-service:1.0.0",
        version: "1.0.0",
        ports: { http: 8080 },
        metricsPort: "http",
        logs: "daemonset",
        resources: { cpuMillicores: 100, memoryMib: 64 },
      });
      const entrance = await PodAddress.start(address, machine.gateway.port(ports.otlpGrpc));
      const [container] = manifests.deployment.spec.template.spec.containers;
      const environment = Object.fromEntries(container?.env.map(({ name, value }) => [name, value]) ?? []);
      const service = await ExampleService.start(executable, {
        ...environment,
        OTEL_EXPORTER_OTLP_ENDPOINT: `http://${entrance.entrance}`,
      });
      services.running.unshift(service, entrance);
      services.services.set(tenant, service);
      const [endpoint] = manifests.serviceMonitor?.spec.endpoints ?? [];
      const found = Object.entries(labels).map(([key, value]) => [
        `__meta_kubernetes_pod_label_${key.replace(/[^A-Za-z0-9_]/g, "_")}`,
        value,
      ]);
      jobs.push({
        job: `${namespace}/go-service`,
        path: endpoint?.path,
        targets: [{ address: service.address, labels: { namespace, ...Object.fromEntries(found) } }],
        relabelings: endpoint?.relabelings,
      });
    }
    services.running.unshift(await PrometheusAgent.start(settings, machine.prometheus.remoteWrite, jobs));
    return services;
  }

  /** One payment as part of a trace: refused when it is of nothing. */
  async pay(tenant: string, cents: number, traceId: string): Promise<number> {
    return this.of(tenant).pay(cents, traceId);
  }

  /** Ships what the log files have got since the last time. */
  async shipLogs(): Promise<void> {
    for (const { tenant, uid } of pods) {
      const records = this.of(tenant).shippedRecords(uid);
      const fresh = records.slice(this.shipped.get(tenant) ?? 0);
      if (fresh.length > 0) await this.machine.broker.produce(fresh);
      this.shipped.set(tenant, records.length);
    }
  }

  private of(tenant: string): ExampleService {
    const service = this.services.get(tenant);
    if (service === undefined) throw new Error(`there is no tenant ${tenant}`);
    return service;
  }

  async stop(): Promise<void> {
    for (const part of this.running) await part.stop();
  }
}
