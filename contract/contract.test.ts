// The contract: what app repositories see, and how they are told that they can't.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { sidecarContract } from "../components/collection/file-logs/sidecar";
import { platformContract, platformOutput } from "../components/platform-contract";
import type { Settings } from "../settings/settings";
import { matchesGolden } from "../test/support/golden";
import { namesFor } from "../test/support/place";
import { settingsOfStack, settingsWith } from "../test/support/stack-configuration";
import { contractVersion, type PlatformOutput } from "./contract";
import { ContractError, checkedContract } from "./reader";

function contractOf(settings: Settings): PlatformOutput {
  const servers = settings.kafka.mode === "none" ? undefined : "b-1.k:9096,b-2.k:9096";
  return platformOutput(settings, namesFor(settings), servers);
}

function strings(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(strings) : [];
}

describe("the contract", () => {
  for (const stack of ["dev", "prod", "sandbox"]) {
    it(`of ${stack} keeps its shape`, () => {
      const contract = contractOf(settingsOfStack(stack));
      assert.equal(contract.contractVersion, contractVersion);
      matchesGolden(`contract/${stack}.json`, `${JSON.stringify(contract, null, 2)}\n`);
    });
  }

  it("has the sidecar, longer than all the rest, as an output of its own", () => {
    const settings = settingsOfStack("dev");
    const sidecar = sidecarContract(settings);
    matchesGolden("contract/sidecar.json", `${JSON.stringify(sidecar, null, 2)}\n`);
    assert.ok(!JSON.stringify(contractOf(settings)).includes(sidecar.revision));
    assert.deepEqual(platformContract(settings, namesFor(settings)).conventions.logFiles.sidecar, sidecar);
  });

  it("names every tenant with its header, namespaces, addresses, topic and retention", () => {
    const { payments } = contractOf(settingsOfStack("prod")).tenants;
    assert.deepEqual(payments?.headers, { "X-Scope-OrgID": "payments" });
    assert.equal(payments?.orgId, "payments");
    assert.deepEqual(payments?.namespaces, ["ledger", "payments", "payments-jobs"]);
    assert.deepEqual(payments?.kafka, { topic: "logs" });
    assert.deepEqual(payments?.retention, { logsDays: 365, tracesDays: 30, metricsDays: 30 });
    assert.equal(payments?.endpoints.otlpGrpc, "http://otel-gateway.observability.svc.cluster.local:4317");
  });

  it("gives addresses that can be used as they stand", () => {
    for (const stack of ["dev", "prod", "sandbox"]) {
      const { endpoints } = contractOf(settingsOfStack(stack));
      for (const address of strings(endpoints))
        assert.match(address, /^(https?:\/\/)?[a-z0-9.-]+(:[0-9]+)?(\/[a-z0-9/]*)?$/, address);
    }
  });

  it("writes to Tempo's distributor and reads from its query frontend in large, and to one process elsewhere", () => {
    assert.deepEqual(contractOf(settingsOfStack("prod")).endpoints.tempo, {
      otlpGrpc: "tempo-distributor.observability.svc.cluster.local:4317",
      query: "http://tenant-reads.observability.svc.cluster.local/tempo",
    });
    assert.deepEqual(contractOf(settingsOfStack("dev")).endpoints.tempo, {
      otlpGrpc: "tempo.observability.svc.cluster.local:4317",
      query: "http://tenant-reads.observability.svc.cluster.local/tempo",
    });
  });

  it("has no Kafka where the stack has none, and no outside listener while it is closed", () => {
    const contract = contractOf(settingsOfStack("dev"));
    assert.equal(contract.kafka, null);
    assert.equal(contract.tenants.payments?.kafka, null);
    assert.equal(contract.endpoints.externalOtlp, null);
  });

  it("names the outside listener where it is open", () => {
    const settings = settingsWith({
      cluster: { name: "c", externalIngest: { hostname: "ingest.example.com", tlsSecret: "ingest-tls" } },
    });
    assert.deepEqual(contractOf(settings).endpoints.externalOtlp, {
      grpc: "https://ingest.example.com:14317",
      http: "https://ingest.example.com:14318",
    });
  });

  it("has the version of the package that reads it", () => {
    const { version } = JSON.parse(readFileSync(join(__dirname, "package.json"), "utf8")) as { version: string };
    assert.equal(version, contractVersion);
  });

  it("is plain JSON", () => {
    const contract = contractOf(settingsOfStack("prod"));
    assert.deepEqual(JSON.parse(JSON.stringify(contract)), contract);
  });
});

describe("the reader of the contract", () => {
  const settings = settingsOfStack("dev");
  const platform = contractOf(settings);
  const platformSidecar = sidecarContract(settings);
  const contract = platformContract(settings, namesFor(settings));
  const refusal = (value: unknown, understood?: string) => {
    try {
      checkedContract({ platform: value, platformSidecar }, "acme/observability/dev", understood);
    } catch (error) {
      assert.ok(error instanceof ContractError);
      return error.message;
    }
    assert.fail("was accepted");
  };

  it("takes its own version, and any later minor version", () => {
    assert.deepEqual(checkedContract({ platform, platformSidecar }, "s"), contract);
    const later = { ...platform, contractVersion: "2.17.2" };
    assert.deepEqual(checkedContract({ platform: later, platformSidecar }, "s"), {
      ...contract,
      ...later,
      conventions: contract.conventions,
    });
  });
  it("takes 1.1, which had the sidecar in the one output, so that readers can be upgraded first", () => {
    const old = { ...contract, contractVersion: "1.1.0" };
    assert.deepEqual(checkedContract({ platform: old }, "s"), old);
    assert.match(refusal({ ...contract, contractVersion: "1.0.0" }), /has contract 1\.0, .* upgrade the platform/);
  });
  it("says that the platform is too old", () => {
    const old = { ...platform, contractVersion: "2.0.0" };
    assert.match(refusal(old, "2.3.0"), /has contract 2\.0, this package needs at least 2\.3: upgrade the platform/);
    assert.match(refusal(old, "3.0.0"), /has contract 2\.0, this package needs at least 3\.0: upgrade the platform/);
  });
  it("says that the platform is too new", () => {
    assert.match(
      refusal({ ...platform, contractVersion: "3.0.0" }),
      /has contract 3\.0, this package understands 2\.x: upgrade this package/,
    );
    assert.match(refusal(platform, "1.1.0"), /has contract 2\.0, this package understands 1\.x: upgrade this package/);
  });
  it("says that there is no contract", () => {
    assert.match(refusal(undefined), /stack acme\/observability\/dev has no output "platform"/);
  });
  it("says that the output is somebody else's", () => {
    for (const foreign of ["text", 5, {}, { contractVersion: 1 }, { contractVersion: "latest" }])
      assert.match(refusal(foreign), /carries no contractVersion/);
  });
});
