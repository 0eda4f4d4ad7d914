import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { settingsHelp } from "@teilhabe/platform/config";
import { parseAllDocuments } from "yaml";
import { standaloneModules } from "../../services/standalone/modules.ts";

const SERVICES = standaloneModules.map(({ name }) => name as string);
const files = readdirSync(import.meta.dirname).filter((file) => file.endsWith(".yaml"));

type Named = { readonly name: string };
type Labels = Readonly<Record<string, string>>;
type Container = {
  readonly image: string;
  readonly command: readonly string[];
  readonly env: readonly (Named & { readonly value: string })[];
  readonly ports?: readonly (Named & { readonly containerPort: number })[];
  readonly resources: { readonly requests: Labels; readonly limits: Labels };
  readonly securityContext: object;
  readonly startupProbe?: object;
  readonly livenessProbe?: object;
  readonly readinessProbe?: object;
  readonly volumeMounts: readonly (Named & { readonly mountPath: string })[];
};
type Pod = {
  readonly automountServiceAccountToken: boolean;
  readonly terminationGracePeriodSeconds?: number;
  readonly securityContext: { readonly runAsNonRoot: boolean; readonly runAsUser: number };
  readonly containers: readonly Container[];
  readonly volumes: readonly (Named & { readonly projected?: { readonly sources: readonly { readonly secret: Named }[] } })[];
};
type Resource = {
  readonly kind: string;
  readonly metadata: Named;
  readonly data?: Labels;
  readonly spec: {
    readonly selector?: Labels & { readonly matchLabels?: Labels };
    readonly podSelector?: { readonly matchLabels: Labels };
    readonly scaleTargetRef?: Named;
    readonly minReplicas?: number;
    readonly maxReplicas?: number;
    readonly minAvailable?: number;
    readonly policyTypes?: readonly string[];
    readonly metrics?: readonly { readonly resource: Named }[];
    readonly template?: { readonly metadata: { readonly labels: Labels }; readonly spec: Pod };
  };
};

const resources: readonly Resource[] = files.flatMap((file) =>
  parseAllDocuments(readFileSync(join(import.meta.dirname, file), "utf8")).map((document) => {
    if ("errors" in document && document.errors.length > 0) throw new Error(`${file}: ${document.errors[0]?.message}`);
    return document.toJS() as Resource;
  }),
);
const one = (kind: string, name: string): Resource => {
  const [found, ...more] = resources.filter((resource) => resource.kind === kind && resource.metadata.name === name);
  if (found === undefined || more.length > 0) throw new Error(`${more.length + (found ? 1 : 0)} resources ${kind} ${name}`);
  return found;
};
const pods = resources.flatMap(({ metadata, spec }) => (spec?.template ? [[metadata.name, spec.template.spec] as const] : []));

test("there is a file for each service, and nothing else is deployed", () => {
  expect(files).toEqual(expect.arrayContaining(SERVICES.map((service) => `${service}.yaml`)));
  expect(
    resources
      .filter(({ kind }) => kind === "Deployment")
      .map(({ metadata }) => metadata.name)
      .toSorted(),
  ).toEqual(SERVICES.toSorted());
});

describe.each(SERVICES)("%s", (service) => {
  const labels = { "app.kubernetes.io/part-of": "teilhabe", "app.kubernetes.io/name": service };
  const template = one("Deployment", service).spec.template;
  const container = template?.spec.containers[0];

  test("runs its own main file, and says on OPS_PORT how it is", () => {
    expect(container?.command).toEqual(["node", `services/${service}/main.ts`]);
    expect(container?.ports).toContainEqual({ name: "ops", containerPort: Number(one("ConfigMap", "teilhabe").data?.["OPS_PORT"]) });
    expect(container?.livenessProbe).toMatchObject({ httpGet: { path: "/livez", port: "ops" } });
    expect(container?.readinessProbe).toMatchObject({ httpGet: { path: "/readyz", port: "ops" } });
    expect(container?.startupProbe).toMatchObject({ httpGet: { path: "/livez", port: "ops" } });
  });

  test("is scaled by CPU, from two replicas, of which one always stays", () => {
    const { spec } = one("HorizontalPodAutoscaler", service);
    expect(spec).toMatchObject({ scaleTargetRef: { kind: "Deployment", name: service }, minReplicas: 2, metrics: [{ resource: { name: "cpu" } }] });
    expect(spec.maxReplicas).toBeGreaterThan(2);
    expect(one("PodDisruptionBudget", service).spec).toEqual({ minAvailable: 1, selector: { matchLabels: labels } });
  });

  test("every selector finds its pods", () => {
    expect(template?.metadata.labels).toEqual(labels);
    expect(one("Deployment", service).spec.selector?.matchLabels).toEqual(labels);
    expect(one("NetworkPolicy", service).spec).toMatchObject({ podSelector: { matchLabels: labels }, policyTypes: ["Ingress", "Egress"] });
  });

  test("reads the secret of its own user", () => {
    const sources = template?.spec.volumes.flatMap(({ projected }) => projected?.sources ?? []).map(({ secret }) => secret.name);
    expect(sources).toEqual([`teilhabe-${service}`, ...(service === "notifications" ? ["teilhabe-mail"] : [])]);
  });

  test("has more time to end than it takes to drain", () => {
    const drainMs = Number(settingsHelp().find(({ name }) => name === "DRAIN_MS")?.fallback);
    expect((template?.spec.terminationGracePeriodSeconds ?? 0) * 1000).toBeGreaterThan(drainMs);
  });
});

describe.each(pods)("the pod of %s", (_name, pod) => {
  const [container] = pod.containers;
  test("has no root, no capabilities, a file system for reading only, and limits", () => {
    expect(pod).toMatchObject({ automountServiceAccountToken: false, securityContext: { runAsNonRoot: true, runAsUser: 1000 } });
    expect(container?.securityContext).toEqual({ allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ["ALL"] } });
    for (const amounts of [container?.resources.requests, container?.resources.limits]) expect(Object.keys(amounts ?? {})).toEqual(["cpu", "memory"]);
  });

  test("mounts what it has, and takes secrets from files", () => {
    expect(container?.volumeMounts.map(({ name }) => name).toSorted()).toEqual(pod.volumes.map(({ name }) => name).toSorted());
    for (const { name, value } of container?.env ?? [])
      if (name !== "PORT" && name !== "DOOR_PORT")
        expect([name, value]).toEqual([expect.stringMatching(/_FILE$/), expect.stringMatching(/^\/run\/secrets\/teilhabe\//)]);
  });
});

test("every setting is one that the platform reads, and none of them is a secret", () => {
  const known = settingsHelp().map(({ name }) => name);
  const given = [
    ...Object.keys(one("ConfigMap", "teilhabe").data ?? {}),
    ...pods.flatMap(([, { containers }]) => containers.flatMap(({ env }) => env.map(({ name }) => name.replace(/_FILE$/, "")))),
  ];
  expect(given.filter((name) => !known.includes(name))).toEqual([]);
  expect(Object.keys(one("ConfigMap", "teilhabe").data ?? {}).filter((name) => /BUS_URL|DATABASE_URL|MAIL_URL/.test(name))).toEqual([]);
  expect(resources.filter(({ kind }) => kind === "Secret")).toEqual([]);
});
