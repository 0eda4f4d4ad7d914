import { randomBytes } from "node:crypto";

/** Where time, identity and randomness come from, so that tests and the simulation own them. */
export interface World {
  /** Milliseconds since 1970. */
  nowMs(): number;
  /** Cryptographically random bytes, but in a simulation. */
  randomBytes(size: number): Uint8Array;
  /** A fresh UUIDv7 (RFC 9562), increasing within the process. */
  newId(): string;
  /** Calls once after so many milliseconds; the returned function cancels. A simulation decides when that is. */
  after(ms: number, call: () => void): () => void;
}

const LARGEST_COUNTER = 0xfff;

/** UUIDv7 with the millisecond's counter in `rand_a` (RFC 9562, 6.2 method 1), so that ids of one process sort by creation. */
export function idMaker(nowMs: () => number, random: (size: number) => Uint8Array): () => string {
  let lastMs = 0;
  let counter = 0;
  return () => {
    const now = nowMs();
    counter = now > lastMs ? 0 : counter + 1;
    if (now > lastMs) lastMs = now;
    if (counter > LARGEST_COUNTER) {
      lastMs += 1;
      counter = 0;
    }
    return uuidV7(lastMs, counter, random(8));
  };
}

function uuidV7(ms: number, counter: number, random: Uint8Array): string {
  const time = ms.toString(16).padStart(12, "0");
  const tail = Buffer.from(random);
  tail[0] = ((tail[0] ?? 0) & 0x3f) | 0x80;
  const hex = tail.toString("hex");
  return `${time.slice(0, 8)}-${time.slice(8)}-7${counter.toString(16).padStart(3, "0")}-${hex.slice(0, 4)}-${hex.slice(4)}`;
}

export function realWorld(): World {
  const nowMs = () => Date.now();
  let pool = randomBytes(4096);
  let used = 0;
  // One call of the operating system's generator serves many ids.
  const random = (size: number) => {
    if (size > 256) return randomBytes(size);
    if (used + size > pool.length) {
      pool = randomBytes(4096);
      used = 0;
    }
    used += size;
    return pool.subarray(used - size, used);
  };
  return {
    nowMs,
    randomBytes: random,
    newId: idMaker(nowMs, random),
    after(ms, call) {
      const timer = setTimeout(call, ms);
      return () => clearTimeout(timer);
    },
  };
}

let latest = { ms: Number.NaN, instant: "" };

/** RFC 3339 in UTC. */
export function instantOf(ms: number): string {
  // What is asked within one millisecond has the same one.
  if (latest.ms !== ms) latest = { ms, instant: new Date(ms).toISOString() };
  return latest.instant;
}
