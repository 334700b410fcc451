// Names of the settings that have the form of a credential: no message has them.
import assert from "node:assert/strict";
import { manyTenants } from "../../test/support/settings-of";
import { settingsWith, sizingForThousandTenants } from "../../test/support/stack-configuration";
import { refusedChanges } from "../history/changes";
import { recordOf } from "../history/record";
import { withShownNames } from "./shown-names";

const hex = "3f9a1c0b7d2e48561f9a0c3b7d2e4856aa10bb2c";

describe("names in the form of a credential", () => {
  it("are left out of messages, where the settings have them", () => {
    const settings = settingsWith({ cluster: { name: hex }, storageClass: `${hex}-gp3` });
    assert.equal(
      withShownNames(`EKS cluster "${hex}" lacks a class ${hex}-gp3: aws eks describe-cluster --name ${hex}`, settings),
      'EKS cluster "[not shown]" lacks a class [not shown]: aws eks describe-cluster --name [not shown]',
    );
    const image = `image sha256:${"ab12".repeat(16)} of subnet-0a1b2c3d4e5f60718 in ${hex.slice(0, 39)}b`;
    assert.equal(withShownNames(image, settings), image, "what others have is told");
  });

  it("are no others, and cost no time", () => {
    const tenants = manyTenants(900).map((tenant, index) => ({
      ...tenant,
      namespaces: Array.from({ length: 100 }, (_, count) => `tenant-${index}-${count}`),
    }));
    const settings = settingsWith({
      tenants,
      sizing: sizingForThousandTenants(),
      cluster: { name: "production-eu-1" },
    });
    const message = `EKS cluster "production-eu-1": tenant-899-99 is ${hex}`;
    assert.equal(withShownNames(message, settings), message);
  });

  it("are asked for where they have to stay", () => {
    const of = (name: string) => `arn:aws:eks:eu-central-1:111122223333:cluster/${name}`;
    const last = recordOf(settingsWith({ cluster: { name: hex } }), of(hex), undefined, "2026-11-27");
    const settings = settingsWith({ cluster: { name: "other" } });
    const record = recordOf(settings, of("other"), last, "2026-11-27");
    const [problem, ...more] = refusedChanges({ record: last }, record, settings, "2026-11-27");
    assert.deepEqual(more, []);
    assert.match(problem?.allowed ?? "", /^must stay as it was: the platform and its volumes are on that cluster/);
    assert.equal(problem?.command, "pulumi config set --path observability:cluster.name");
  });
});
