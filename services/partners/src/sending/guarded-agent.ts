import { type LookupAddress, lookup } from "node:dns";
import { BlockList, isIP } from "node:net";
import { Agent } from "undici";

/** Thrown when a webhook's name leads to an address that is not public. */
export class ForbiddenAddress extends Error {
  override readonly name = "ForbiddenAddress";
}

/** Special-purpose address blocks that are no public receiver (IANA registries of RFC 6890 and its successors). */
const NOT_PUBLIC = new BlockList();
for (const [net, prefix] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4],
] as const)
  NOT_PUBLIC.addSubnet(net, prefix, "ipv4");
for (const [net, prefix] of [
  ["::", 96],
  ["64:ff9b::", 96],
  ["64:ff9b:1::", 48],
  ["100::", 64],
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["fc00::", 7],
  ["fe80::", 10],
  ["ff00::", 8],
] as const)
  NOT_PUBLIC.addSubnet(net, prefix, "ipv6");

const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

/** IPv4 addresses written as IPv6 count as what they are. */
export function isPublicAddress(address: string): boolean {
  const mapped = MAPPED.exec(address)?.[1];
  if (mapped !== undefined) return isPublicAddress(mapped);
  if (/^::ffff:/i.test(address)) return false;
  const family = isIP(address);
  return family !== 0 && !NOT_PUBLIC.check(address, family === 4 ? "ipv4" : "ipv6");
}

const CONNECT_TIMEOUT_MS = 5_000;
const ANSWER_TIMEOUT_MS = 15_000;

/**
 * Connects to public addresses only. The very addresses that are connected to are checked, so a name that changes its mind
 * between two look-ups gains nothing.
 */
export function guardedAgent(options: { readonly allowPrivate: boolean }): Agent {
  return new Agent({
    headersTimeout: ANSWER_TIMEOUT_MS,
    bodyTimeout: ANSWER_TIMEOUT_MS,
    maxResponseSize: 64 * 1024,
    connect: { timeout: CONNECT_TIMEOUT_MS, ...(options.allowPrivate ? {} : { lookup: checkedLookup }) },
  });
}

type LookupDone = (error: Error | null, address: string | LookupAddress[], family?: number) => void;

function checkedLookup(hostname: string, options: { all?: boolean | undefined }, done: LookupDone): void {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error !== null) return done(error, []);
    const forbidden = addresses.find(({ address }) => !isPublicAddress(address));
    if (forbidden !== undefined) return done(new ForbiddenAddress(`${hostname} leads to ${forbidden.address}`), []);
    if (options.all === true) return done(null, addresses);
    const [first] = addresses;
    return first === undefined ? done(new Error(`${hostname} has no address`), []) : done(null, first.address, first.family);
  });
}

/** What can be said of a target before anything is sent; the name itself is checked when connecting. */
export function targetFault(url: string, allowPrivate: boolean): string | undefined {
  if (!URL.canParse(url)) return "This is no URL.";
  const { protocol, hostname, username, password } = new URL(url);
  if (username !== "" || password !== "") return "The URL must not carry a user or password.";
  if (allowPrivate) return undefined;
  if (protocol !== "https:") return "The URL must begin with https.";
  const address = hostname.replace(/^\[|\]$/g, "");
  if (isIP(address) !== 0 && !isPublicAddress(address)) return "The address is not a public one.";
  return hostname === "localhost" || hostname.endsWith(".localhost") ? "The address is not a public one." : undefined;
}
