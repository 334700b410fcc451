// The class of Grafana's Ingress: whether it is there, and served by whom the settings take for its controller. Pure.
import { ingressController } from "../../../settings/schema/grafana";
import type { Settings } from "../../../settings/settings";
import { type Check, foundOf, judged, list } from "../check";
import type { Findings, Known, Running } from "../findings";
import { itemsOf } from "./api-server";

export interface IngressClass {
  name: string;
  /** As its controller calls itself: `ingress.k8s.aws/alb`; undefined where the class does not say. */
  controller?: string;
}

interface Told {
  metadata?: { name?: string };
  spec?: { controller?: string } | null;
}

export function ingressClassesOf(body: unknown): IngressClass[] {
  return itemsOf<Told>(body).map(({ metadata, spec }) => ({
    name: metadata?.name ?? "",
    ...(spec?.controller ? { controller: spec.controller } : {}),
  }));
}

/** Of the AWS Load Balancer Controller and of EKS Auto Mode; of ingress-nginx, also where several are told apart. */
const kindOf = (controller: string) =>
  /\/alb$/.test(controller) ? "alb" : /nginx/.test(controller) ? "nginx" : "other";

export function ingressClass({ grafana }: Settings, { aws, cluster }: Findings): Check[] {
  if (!grafana.ingress) return [];
  const { className } = grafana.ingress;
  const { ingressClasses, loadBalancerController: runs } = cluster;
  const row = {
    what: "ingress class",
    needed: className,
    mend:
      `${aws.autoMode && ingressController(grafana.ingress) === "alb" ? ofAutoMode : "install its controller"}, or name one that is there: ` +
      "pulumi config set --path observability:grafana.ingress.className <class>",
  };
  const found = foundOf(ingressClasses).find(({ name }) => name === className);
  return [
    judged(
      row,
      ingressClasses,
      () => found !== undefined,
      // Contour goes by the name alone, whether there is such a class or not.
      ingressController(grafana.ingress) === "other" ? "lacking" : "impossible",
      (classes) => list(classes.map(({ name }) => name)),
    ),
    ...otherController(grafana.ingress, found?.controller),
    ...(found?.controller === "ingress.k8s.aws/alb" ? withoutController(className, runs) : []),
  ];
}

/** The controller is there, and no class: docs.aws.amazon.com/eks, "Create an IngressClass to configure an ALB". */
const ofAutoMode = "make it, of EKS Auto Mode's own controller eks.amazonaws.com/alb, with its IngressClassParams";

/** A class stays when its controller goes. EKS Auto Mode's own is of another name. */
function withoutController(className: string, runs: Known<Running>): Check[] {
  if ("unknown" in runs || runs.is === "ready") return [];
  return [
    {
      what: "controller of the ingress class",
      found: `${className} is of the AWS Load Balancer Controller, of which no pod is ready`,
      needed: "its controller: nobody reaches Grafana before",
      verdict: "lacking",
      mend: "install it (docs.aws.amazon.com/eks, “Route internet traffic with AWS Load Balancer Controller”), or see to its pods",
    },
  ];
}

/** Whoever says `other` has annotations of his own. */
function otherController(wanted: NonNullable<Settings["grafana"]["ingress"]>, controller: string | undefined): Check[] {
  const taken = ingressController(wanted);
  if (controller === undefined || wanted.controller === "other" || kindOf(controller) === taken) return [];
  return [
    {
      what: "controller of the ingress class",
      found: `${wanted.className} is of ${controller}, and is taken for ${taken}`,
      needed: "to be told what it must know of Grafana: how to reach it, and TLS",
      verdict: "lacking",
      mend: `pulumi config set --path observability:grafana.ingress.controller ${kindOf(controller)}`,
    },
  ];
}
