import { BadSettings } from "../config.ts";
import type { BusIdentity } from "./bus.ts";

/** The subjects of the bus. A name of a service is one token; an operation's is two. */
export const subjects = {
  /** @param operation `service.verb-noun` */
  ask: (operation: string) => `ask.${operation}`,
  asksOf: (service: string) => `ask.${service}.*`,
  queueOf: (service: string) => `q.${service}`,
  grown: (service: string) => `grown.${service}`,
  /** Tells the replica that holds the relay's lease that another one has committed facts. */
  relay: (service: string) => `relay.${service}`,
  events: (service: string) => `events.${service}`,
} as const;

/** The JetStream stream of a service. */
export function streamName(service: string): string {
  return `events-${service}`;
}

/** Answers come back under it; each module has its own, so that no other user hears them. */
export function inboxPrefix(module: string): string {
  return `_INBOX_${module}`;
}

/** An answer must be on its way within this time; later the server takes it for a message that was never asked for. */
const ANSWERS_EXPIRE = "2m";

export type NatsPermissions = {
  readonly publish: { readonly allow: readonly string[] };
  readonly subscribe: { readonly allow: readonly string[] };
  readonly allow_responses: { readonly max: number; readonly expires: string };
};

/**
 * What the user of one module may do, in the words of the server's configuration (docs.nats.io, "Authorization"): nothing but
 * what the module declares. `*` in `asks` or `hears` permits all of them.
 */
export function natsPermissions({ module, asks, hears }: BusIdentity): NatsPermissions {
  const read = asterisk([module, ...hears]);
  return {
    publish: {
      allow: [
        ...(asks.includes("*") ? ["ask.>"] : asks.map(subjects.ask)),
        subjects.events(module),
        subjects.grown(module),
        subjects.relay(module),
        ...read.map((service) => `$JS.API.STREAM.INFO.${service === "*" ? "*" : streamName(service)}`),
        ...read.map((service) => `$JS.API.DIRECT.GET.${service === "*" ? "*" : streamName(service)}`),
      ],
    },
    subscribe: {
      allow: [
        `${subjects.asksOf(module)} ${subjects.queueOf(module)}`,
        ...read.map(subjects.grown),
        subjects.relay(module),
        `${inboxPrefix(module)}.>`,
      ],
    },
    allow_responses: { max: 1, expires: ANSWERS_EXPIRE },
  };
}

function asterisk(services: readonly string[]): readonly string[] {
  return services.includes("*") ? ["*"] : [...new Set(services)];
}

export type NatsAddress = { readonly servers: string[]; readonly tls: boolean; readonly user: string | undefined; readonly pass: string | undefined };

/**
 * @param url `nats://user:password@host:port[,host:port]`, or `tls://…`
 * @throws BadSettings
 */
export function natsAddress(url: string): NatsAddress {
  const found = /^(nats|tls):\/\/(?:([^:@/]*)(?::([^@/]*))?@)?([^/@]+)\/?$/.exec(url);
  if (found === null) throw new BadSettings("BUS_URL: must be nats://user:password@host:port[,host:port]");
  const [, scheme, user, pass, hosts] = found;
  const decoded = (part: string | undefined) => (part === undefined || part === "" ? undefined : decodeURIComponent(part));
  return { servers: (hosts ?? "").split(","), tls: scheme === "tls", user: decoded(user), pass: decoded(pass) };
}
