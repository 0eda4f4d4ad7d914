import { readFileSync } from "node:fs";
import { z } from "zod";
import { weakOptions } from "./store/database-url.ts";

const number = () => z.coerce.number("must be a number");

/** The entries of `CORS_ORIGINS`. */
export function originsIn(text: string): readonly string[] {
  return text
    .split(",")
    .map((origin) => origin.trim().replace(/\/$/, ""))
    .filter((origin) => origin !== "");
}

function isOrigin(text: string): boolean {
  return text === "*" || (URL.canParse(text) && new URL(text).origin === text);
}

/** Every setting of a process, from the environment; a secret `X` may also come from the file named by `X_FILE`. */
const Environment = z.object({
  HOST: z.string().min(1).default("127.0.0.1").describe("Address to listen on."),
  PORT: number().int().min(0).max(65_535).default(8080).describe("Port of the gateway."),
  DOOR_PORT: number()
    .int()
    .min(0)
    .max(65_535)
    .optional()
    .describe(
      "Port of the door for votes, an origin of its own that takes neither tokens nor cookies. In one process there is none unless this is set.",
    ),
  OPS_PORT: number().int().min(0).max(65_535).optional().describe("Port of /livez, /readyz and /metrics. In development they are on PORT too."),
  NODE_ENV: z
    .enum(["production", "development", "test"])
    .default("production")
    .describe("Checks of durability and of the local issuer are strict in production."),
  BUS_URL: z
    .string()
    .regex(/^(embedded:|nats:\/\/.+|tls:\/\/.+)/, "must be embedded: or nats://…")
    .default("embedded:")
    .describe("embedded: or nats://user:password@host:port[,host:port]."),
  DATABASE_URL: z
    .string()
    .regex(/^(sqlite:.+|mongodb(\+srv)?:\/\/.+)/, "must be sqlite:FOLDER or mongodb://…")
    .superRefine((url, { addIssue }) => {
      for (const message of url.startsWith("mongodb") ? weakOptions(url) : []) addIssue({ code: "custom", message });
    })
    .default("sqlite:./data")
    .describe(
      "sqlite:FOLDER (one file for each module) or mongodb://… of a replica set (one database for each module; what a commit asks of it is not for the URL to say).",
    ),
  NATS_MONITORING_URL: z
    .url()
    .optional()
    .describe("http://host:port of a single NATS server's monitoring: in production it must say that the server syncs always."),
  ISSUER_FOLDER: z
    .string()
    .min(1)
    .optional()
    .describe("Folder with the local issuer's key. Unless given, the folder of DATABASE_URL, and ./data with mongodb://…."),
  PUBLIC_URL: z
    .url()
    .optional()
    .describe("Where citizens reach the gateway: links in mails, source of events. Made from HOST and PORT unless given."),
  OIDC_ISSUER: z
    .url()
    .optional()
    .describe("Issuer of bearer tokens. Without it, the local issuer in the data folder: only on a loopback HOST or with NODE_ENV=development."),
  OIDC_AUDIENCE: z.string().min(1).default("teilhabe").describe("Audience that tokens must name."),
  OIDC_ROLES_CLAIM: z.string().min(1).default("roles").describe("Claim with staff, operator, partner."),
  OIDC_ASSURANCE_CLAIM: z.string().min(1).default("assurance").describe("Claim with the level of assurance, 0 to 4."),
  OIDC_DISTRICT_CLAIM: z.string().min(1).default("district").describe("Claim with the district of residence."),
  OIDC_BIRTHDATE_CLAIM: z.string().min(1).default("birthdate").describe("Claim with the day of birth."),
  CORS_ORIGINS: z
    .string()
    .refine((text) => originsIn(text).every(isOrigin), "must be origins such as https://city.example, separated by commas, or *")
    .default("")
    .describe("Origins of frontends, separated by commas; * for any."),
  MAIL_URL: z
    .string()
    .regex(/^smtps?:\/\/[^/\s]/, "must be smtp://… or smtps://…")
    .optional()
    .describe("smtp://user:password@host:port. Without it no mail is sent."),
  MAIL_FROM: z.string().min(3).default("Teilhabe <teilhabe@localhost>").describe("Sender of mails."),
  KAFKA_URL: z
    .string()
    .regex(/^kafkas?:\/\/[^/\s]+$/, "must be kafka://[user:password@]host:port[,host:port], or kafkas://… for TLS")
    .optional()
    .describe("kafka://[user:password@]host:port[,host:port], kafkas://… for TLS. Without it there is no Kafka bridge."),
  RATE_LIMIT_PER_MINUTE: number().int().min(1).default(60_000).describe("Requests of one signed-in subject."),
  RATE_LIMIT_ANONYMOUS_PER_MINUTE: number().int().min(1).default(600_000).describe("Requests without a token from one /24 or /48."),
  PROXY_HOPS: number()
    .int()
    .min(0)
    .max(10)
    .default(0)
    .describe("Reverse proxies in front of the gateway that add to X-Forwarded-For: so many of its entries, from the right, are trusted."),
  LOG_LEVEL: z.enum(["debug", "info", "warn", "error", "silent"]).default("info").describe("Least important lines that are written."),
  WEBHOOKS_TO_PRIVATE_ADDRESSES: z
    .enum(["yes", "no"])
    .optional()
    .describe(
      "May webhook targets be private or loopback addresses? Unless given, only while nobody but this machine can reach the gateway: loopback HOST, local issuer.",
    ),
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url().optional().describe("Where traces go (OTLP over HTTP); with it tracing starts."),
  OTEL_SERVICE_NAME: z.string().optional().describe("Name of this process in traces."),
  DRAIN_MS: number().int().min(0).max(300_000).default(10_000).describe("Longest time between SIGTERM and the end."),
});

export type Settings = Readonly<z.output<typeof Environment>> & {
  readonly publicUrl: string;
  /** Nobody but this machine can reach the gateway, and tokens are of the local issuer. */
  readonly onlyThisMachine: boolean;
};

/** Every setting that is wrong, at once. */
export class BadSettings extends Error {
  override readonly name = "BadSettings";
}

/**
 * @param environment such as `process.env`; empty values count as absent
 * @throws BadSettings naming every wrong setting
 */
export function readSettings(environment: Readonly<Record<string, string | undefined>> = process.env): Settings {
  const given: Record<string, string> = {};
  const wrong: string[] = [];
  for (const name of Object.keys(Environment.shape)) {
    const value = environment[name] ?? fromFile(name, environment[`${name}_FILE`], wrong);
    if (value !== undefined && value !== "") given[name] = value;
  }
  const parsed = Environment.safeParse(given);
  for (const issue of parsed.error?.issues ?? []) wrong.push(`${issue.path.join(".")}: ${issue.message}`);
  if (!parsed.success || wrong.length > 0) throw new BadSettings(`wrong settings:\n  ${wrong.join("\n  ")}`);
  const { HOST, PORT, PUBLIC_URL, OIDC_ISSUER } = parsed.data;
  const onlyThisMachine = OIDC_ISSUER === undefined && LOOPBACK.test(HOST);
  return { ...parsed.data, publicUrl: PUBLIC_URL ?? `http://${HOST}:${PORT}`, onlyThisMachine };
}

const LOOPBACK = /^(127\.\d+\.\d+\.\d+|::1|localhost)$/;

function fromFile(name: string, file: string | undefined, wrong: string[]): string | undefined {
  if (file === undefined || file === "") return undefined;
  try {
    return readFileSync(file, "utf8").trim();
  } catch (error) {
    wrong.push(`${name}_FILE: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}

/** Name, default and meaning of every setting, for `teilhabe start --help`. */
export function settingsHelp(): readonly { readonly name: string; readonly fallback: string; readonly meaning: string }[] {
  return Object.entries(Environment.shape).map(([name, shape]) => {
    const empty = shape.safeParse(undefined);
    const fallback = empty.success && empty.data !== undefined ? String(empty.data) : "";
    return { name, fallback, meaning: shape.description ?? "" };
  });
}
