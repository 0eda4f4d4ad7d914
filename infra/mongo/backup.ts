import { cp, mkdir, readdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { MongoClient } from "mongodb";

const USAGE = `Copies the data of one node of a MongoDB replica set, at one moment, while the set goes on serving.

node infra/mongo/backup.ts NODE_URL TARGET

NODE_URL   mongodb://…/?directConnection=true of a secondary; this must run on its machine, as a user who may read its data folder.
           It is locked while the copy is made, and catches up afterwards. A primary is refused unless it is the only node:
           then all writes wait for the copy.
TARGET     a folder that does not exist or is empty
`;

const CONNECT_MS = 10_000;
const CAUGHT_UP_WITHIN_MS = 60_000;
const POLL_MS = 100;
/** The server's own; made again when it starts. */
const LEFT_OUT = new Set(["mongod.lock", "diagnostic.data"]);

class Refused extends Error {}

async function main(): Promise<void> {
  const [url, target, ...more] = parseArgs({ allowPositionals: true }).positionals;
  if (url === undefined || target === undefined || more.length > 0) throw new Refused(USAGE);
  await mkdir(target, { recursive: true, mode: 0o700 });
  if ((await readdir(target)).length > 0) throw new Refused(`${target} is not empty; name another folder`);
  const client = new MongoClient(url, { directConnection: true, serverSelectionTimeoutMS: CONNECT_MS });
  try {
    const source = await chosenNode(client);
    const at = await lockedCopy(client, source, target);
    process.stdout.write(`${await sizeOf(target)} bytes of ${source} in ${target}, as of ${at.toISOString()}\n`);
  } finally {
    await client.close();
  }
}

/** @returns its data folder, once it has what was written before this began */
async function chosenNode(client: MongoClient): Promise<string> {
  const admin = client.db("admin");
  const { isWritablePrimary, hosts } = await admin.command({ hello: 1 });
  if (isWritablePrimary === true && hosts.length > 1) throw new Refused("This node is primary: locking it would stop all writes. Name a secondary.");
  await untilCaughtUp(client, new Date());
  const { parsed } = await admin.command({ getCmdLineOpts: 1 });
  return parsed.storage.dbPath;
}

/** An idle primary writes a note every 10 s, so this ends; the clocks of the machines are taken for equal, and the time printed at the end is the primary's. */
async function untilCaughtUp(client: MongoClient, began: Date): Promise<void> {
  for (const giveUpAt = Date.now() + CAUGHT_UP_WITHIN_MS; ; await sleep(POLL_MS)) {
    const { optimes } = await client.db("admin").command({ replSetGetStatus: 1 });
    if (optimes.lastAppliedWallTime > began) return;
    if (Date.now() > giveUpAt)
      throw new Refused(`This node has nothing newer than ${optimes.lastAppliedWallTime.toISOString()}; choose another secondary.`);
  }
}

/** @returns the time of the newest change in the copy */
async function lockedCopy(client: MongoClient, source: string, target: string): Promise<Date> {
  const admin = client.db("admin");
  await admin.command({ fsync: 1, lock: true });
  try {
    const { optimes } = await admin.command({ replSetGetStatus: 1 });
    for (const name of await readdir(source)) if (!LEFT_OUT.has(name)) await cp(join(source, name), join(target, name), { recursive: true });
    await writeFile(join(target, "backup.json"), JSON.stringify({ at: optimes.lastAppliedWallTime }));
    return optimes.lastAppliedWallTime;
  } finally {
    await admin.command({ fsyncUnlock: 1 });
  }
}

async function sizeOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const sizes = await Promise.all(entries.filter((entry) => entry.isFile()).map((entry) => stat(join(entry.parentPath, entry.name))));
  return sizes.reduce((sum, { size }) => sum + size, 0);
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = error instanceof Refused ? 2 : 1;
}
