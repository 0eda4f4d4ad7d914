import type { IncomingMessage } from "node:http";
import { isIPv4, isIPv6 } from "node:net";

/**
 * The address that a request came from: of the connection, or what the outermost trusted proxy saw.
 * @param proxyHops how many proxies of our own each add the address that they saw to X-Forwarded-For; what is left of those the client could have written
 */
export function addressOf({ headers, socket }: IncomingMessage, proxyHops: number): string | undefined {
  if (proxyHops === 0) return socket.remoteAddress;
  const forwarded = String(headers["x-forwarded-for"] ?? "").split(",");
  return forwarded.at(-proxyHops)?.trim() || socket.remoteAddress;
}

/** The /24 of an IPv4 address or the /48 of an IPv6 one: anonymous requests are counted for these, and no address is kept. */
export function networkOf(address: string | undefined): string {
  if (address === undefined) return "unknown";
  const plain = address.startsWith("::ffff:") ? address.slice(7) : address;
  if (isIPv4(plain)) return plain.slice(0, plain.lastIndexOf("."));
  if (!isIPv6(plain)) return "unknown";
  return groupsOf(plain).slice(0, 3).join(":");
}

/** The eight groups of an IPv6 address, without leading zeros (RFC 4291, 2.2). */
function groupsOf(address: string): readonly string[] {
  const [head = "", tail] = (address.split("%", 1)[0] ?? "").split("::");
  const before = head === "" ? [] : head.split(":");
  const after = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = tail === undefined ? [] : new Array<string>(Math.max(0, 8 - before.length - after.length)).fill("0");
  return [...before, ...zeros, ...after].map((group) => group.toLowerCase().replace(/^0+(?=.)/, ""));
}
