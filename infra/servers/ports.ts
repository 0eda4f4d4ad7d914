import { randomInt } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";

/** Below the range from which systems take ports for outgoing connections: a client's own connection never sits on the port of a killed server. */
const FIRST_PORT = 20_000;
const LAST_PORT = 29_999;
const MAX_TRIES = 200;

/**
 * Free ports of 127.0.0.1, one for each name, kept in `ports.json` of the folder: a server that is started again on its data has its old
 * address, which a replica set needs. Throws when the folder belongs to other names, or a kept port is taken.
 */
export async function keptPorts<Name extends string>(folder: string, names: readonly Name[]): Promise<Record<Name, number>> {
  await mkdir(folder, { recursive: true });
  const file = join(folder, "ports.json");
  if (existsSync(file)) return reuse(file, names);

  const chosen: number[] = [];
  for (const _ of names) chosen.push(await freePort(chosen));
  const ports = Object.fromEntries(names.map((name, index) => [name, chosen[index]])) as Record<Name, number>;
  await writeFile(file, JSON.stringify(ports));
  return ports;
}

async function reuse<Name extends string>(file: string, names: readonly Name[]): Promise<Record<Name, number>> {
  const ports = JSON.parse(await readFile(file, "utf8")) as Record<Name, number>;
  if (Object.keys(ports).join() !== names.join()) {
    throw new Error(`${file} is of a server with the ports ${Object.keys(ports).join(", ")}, not ${names.join(", ")}. Use another folder.`);
  }
  for (const [name, port] of Object.entries<number>(ports)) {
    if (await isFree(port)) continue;
    throw new Error(`Port ${port} (${name}), kept in ${file}, is taken by another program. End that program, or use another folder.`);
  }
  return ports;
}

async function freePort(taken: readonly number[]): Promise<number> {
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const port = randomInt(FIRST_PORT, LAST_PORT + 1);
    if (!taken.includes(port) && (await isFree(port))) return port;
  }
  throw new Error(`No free port was found between ${FIRST_PORT} and ${LAST_PORT} in ${MAX_TRIES} tries.`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
  });
}
