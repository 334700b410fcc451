// What is said of upgrades by Helm that failed and stay; test/long/failed-upgrade.test.ts has real ones.
import assert from "node:assert/strict";
import { failedUpgrades, forgettingEarlier } from "./failed-releases";

const said = (...messages: string[]) =>
  messages.map((message) => JSON.stringify({ diagnosticEvent: { urn: "urn:pulumi:prod", message } })).join("\n");
const failed = (name: string, reason = "timed out waiting for the condition") =>
  `updating: 1 error occurred:\n\t* Helm release "observability/${name}" failed to initialize completely. Use Helm CLI to ` +
  `investigate: failed to become available within allocated timeout. Error: Helm Release observability/${name}: ` +
  `error running update: ${reason}`;
const exported = {
  deployment: {
    resources: [
      {
        type: "pulumi:providers:kubernetes",
        inputs: { kubeconfig: JSON.stringify({ clusters: [{ cluster: { server: "https://eks.example.com" } }] }) },
      },
    ],
  },
};

describe("upgrades by Helm that failed and stay", () => {
  it("are told once each, with the command that has the next one compared with them, on the stack's own cluster", () => {
    const told = failedUpgrades(`${said(failed("loki"), failed("tempo"), failed("loki"))}\n{"cut`);
    assert.deepEqual(forgettingEarlier(told, exported), [
      "kubectl --server https://eks.example.com --namespace observability delete secret --selector \\\n" +
        "  'owner=helm,status=deployed,name in (loki,tempo)'",
    ]);
  });

  it("are none that were rolled back, installations or other errors", () => {
    const back = "release loki failed, and has been rolled back due to atomic being set: timed out";
    const installed = 'Helm release "observability/loki" was created, but failed to initialize completely.';
    assert.equal(failedUpgrades(said(failed("loki", back), installed, "creating bucket: AccessDenied")).size, 0);
  });
});
