import { type Bytes, fromBase64, MalformedError, toBase64 } from "./bytes.ts";
import { HASH_BYTES } from "./sizes.ts";

/**
 * The head of a log (C2SP tlog-checkpoint): how many entries it has and the hash over all of them. Travels as the text of a signed note.
 * `voters` is our one extension line, "voters N": how many different keys have voted, which is the live turnout.
 */
export type Checkpoint = {
  /** Names the log, for example `beteiligung.stadt.example/ballots/0198…`. Its signing key has the same name. */
  readonly origin: string;
  readonly size: number;
  readonly root: Bytes;
  readonly voters: number;
};

const COUNT = /^(0|[1-9][0-9]{0,15})$/;
const ORIGIN = /^[^\s+]{1,200}$/u;

/** @throws MalformedError when origin, size, root or voters are not what a checkpoint may hold */
export function formatCheckpoint({ origin, size, root, voters }: Checkpoint): string {
  if (!ORIGIN.test(origin) || root.length !== HASH_BYTES) throw new MalformedError("not an origin or root of a checkpoint");
  if (!Number.isSafeInteger(size) || size < 0 || !Number.isSafeInteger(voters) || voters < 0) throw new MalformedError("not a size of a checkpoint");

  return `${origin}\n${size}\n${toBase64(root)}\nvoters ${voters}\n`;
}

/**
 * Reads the text of a checkpoint of ours (with exactly one extension line).
 * @throws MalformedError
 */
export function parseCheckpoint(text: string): Checkpoint {
  const [origin = "", size = "", root = "", votersLine = "", end, ...more] = text.split("\n");
  const voters = /^voters (\S+)$/.exec(votersLine)?.[1] ?? "";
  if (end !== "" || more.length > 0 || !ORIGIN.test(origin)) throw new MalformedError("a checkpoint has four lines: origin, size, root, voters");

  return { origin, size: countOf(size), root: fromBase64(root, HASH_BYTES), voters: countOf(voters) };
}

function countOf(text: string): number {
  const count = Number(text);
  if (!COUNT.test(text) || !Number.isSafeInteger(count)) throw new MalformedError("a checkpoint's number that is not a plain decimal");
  return count;
}
