// What admission answers to a dry run of the platform's namespace.
import assert from "node:assert/strict";
import { checks } from "../../../test/support/preflight-findings";
import { settingsWith } from "../../../test/support/stack-configuration";
import { lookIntoCluster } from "./look";
import { reviewPath } from "./rights";

const denied = {
  message:
    'admission webhook "validate.kyverno.svc-fail" denied the request:\n\nresource Namespace//observability: label owner is required',
};

describe("admission of the namespace", () => {
  const posted: [path: string, body: unknown][] = [];
  const asked = async (status: number | "none", body: object, { allowed = true, there = false } = {}) => {
    posted.length = 0;
    const found = await lookIntoCluster(settingsWith({}), (path, _, object) => {
      if (path === reviewPath) return Promise.resolve({ status: 201, body: { status: { allowed } } });
      if (object === undefined)
        return Promise.resolve(
          there && path === "/api/v1/namespaces/observability"
            ? { status: 200, body: { metadata: { name: "observability" } } }
            : { status: 404, body: {} },
        );
      posted.push([path, object]);
      return status === "none" ? Promise.reject(new Error("socket hang up")) : Promise.resolve({ status, body });
    });
    return found.namespaceRefused;
  };

  it("is asked by a dry run, of who may make what up makes, where there is none", async () => {
    assert.deepEqual(await asked(400, denied), {
      is: 'admission webhook "validate.kyverno.svc-fail" denied the request: resource Namespace//observability: label owner is required',
    });
    assert.deepEqual(
      posted.map(([path]) => path),
      ["/api/v1/namespaces?dryRun=All"],
    );
    assert.match(
      JSON.stringify(posted[0]?.[1]),
      /"name":"observability".*"pod-security.kubernetes.io\/enforce":"privileged"/,
    );
    await asked(403, denied, { allowed: false });
    assert.deepEqual(posted, [], "who may only look");
    await asked(403, denied, { there: true });
    assert.deepEqual(posted, [], "where it is there");
  });

  it("tells nothing where it lets in, where a right is missing, where a webhook takes no dry run, and without an answer", async () => {
    const policy = {
      message:
        "namespaces \"observability\" is forbidden: ValidatingAdmissionPolicy 'p' with binding 'b' denied request: no",
    };
    assert.ok("is" in (await asked(422, policy)));
    assert.deepEqual(await asked(201, {}), { is: undefined });
    for (const [status, message] of [
      [
        403,
        'namespaces is forbidden: User "u" cannot create resource "namespaces" in API group "" at the cluster scope',
      ],
      [400, 'admission webhook "w" does not support dry run'],
    ] as const)
      assert.ok("unknown" in (await asked(status, { message })), String(message));
    assert.ok("unknown" in (await asked("none", {})));
  });

  it("refuses what it does not let in", () => {
    const row = (change: Parameters<typeof checks>[0]) =>
      checks(change).find(({ what }) => what.startsWith("admission of"));
    assert.equal(row({}), undefined);
    const refused = row({ isNew: true, cluster: { namespaceRefused: { is: denied.message } } });
    assert.deepEqual([refused?.verdict, refused?.found], ["impossible", denied.message]);
  });
});
