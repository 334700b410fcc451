// Who serves the class of Grafana's Ingress, and whom the settings take for it.
import assert from "node:assert/strict";
import { checks } from "../../../test/support/preflight-findings";

const told = (ingress: object, controller?: string) =>
  checks({
    settings: { grafana: { hostname: "grafana.example.com", ingress: { className: "internal", ...ingress } } },
    cluster: { ingressClasses: { is: [{ name: "internal", ...(controller && { controller }) }] } },
  }).find(({ what }) => what === "controller of the ingress class");

describe("a class that is not there", () => {
  const row = (className: string, autoMode: boolean) =>
    checks({
      settings: { grafana: { hostname: "grafana.example.com", ingress: { className } } },
      aws: { autoMode },
      cluster: { ingressClasses: { is: [] } },
    }).find(({ what }) => what === "ingress class");
  const told = (className: string, autoMode: boolean) => row(className, autoMode)?.mend;

  it("is refused of the two controllers that want one, and told of others: Contour goes by the name alone", () => {
    assert.deepEqual(
      ["alb", "nginx", "contour"].map((className) => row(className, false)?.verdict),
      ["impossible", "impossible", "lacking"],
    );
  });

  it("is to be made on EKS Auto Mode, which has the controller, and comes with its controller elsewhere", () => {
    assert.match(
      told("alb", true) ?? "",
      /^make it, of EKS Auto Mode's own controller eks\.amazonaws\.com\/alb, .* or name/,
    );
    for (const mend of [told("alb", false), told("nginx", true)])
      assert.match(mend ?? "", /^install its controller, or name/);
  });
});

describe("the controller of Grafana's ingress class", () => {
  it("is named where it is another than the class's name says, with the command that tells it", () => {
    for (const controller of ["ingress.k8s.aws/alb", "eks.amazonaws.com/alb"]) {
      const row = told({}, controller);
      assert.equal(row?.verdict, "lacking", controller);
      assert.equal(row.found, `internal is of ${controller}, and is taken for other`);
      assert.match(row.mend, /^pulumi config set --path observability:grafana\.ingress\.controller alb$/);
    }
    for (const controller of ["k8s.io/ingress-nginx", "k8s.io/internal-ingress-nginx"])
      assert.match(told({ controller: "alb" }, controller)?.mend ?? "", /controller nginx$/);
  });

  it("is told of where it is the AWS Load Balancer Controller and does not run", () => {
    const runs = (is: "none" | "not ready" | "ready", controller = "ingress.k8s.aws/alb") =>
      checks({
        settings: { grafana: { hostname: "grafana.example.com", ingress: { className: "alb" } } },
        cluster: { ingressClasses: { is: [{ name: "alb", controller }] }, loadBalancerController: { is } },
      }).find(({ what }) => what === "controller of the ingress class")?.verdict;
    assert.deepEqual([runs("none"), runs("not ready"), runs("ready")], ["lacking", "lacking", undefined]);
    assert.equal(runs("none", "eks.amazonaws.com/alb"), undefined);
  });

  it("is not named where it is as they say, is nobody that is known, or is not to be told anything", () => {
    assert.equal(told({ controller: "alb" }, "ingress.k8s.aws/alb"), undefined);
    assert.equal(told({}, "traefik.io/ingress-controller"), undefined);
    assert.equal(told({ controller: "other" }, "ingress.k8s.aws/alb"), undefined);
    assert.equal(told({}), undefined);
  });
});
