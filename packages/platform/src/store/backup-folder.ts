import { createHash, randomUUID } from "node:crypto";
import { createReadStream, existsSync } from "node:fs";
import { chmod, copyFile, mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { backup, DatabaseSync } from "node:sqlite";
import { lockFolder } from "./lock-folder.ts";

const MANIFEST = "backup.json";
const FORMAT = "teilhabe/backup/v1";
/** All pages in one step. */
const ALL_PAGES = 2 ** 31 - 1;

type Manifest = {
  readonly format: typeof FORMAT;
  readonly at: string;
  readonly files: readonly { readonly name: string; readonly bytes: number; readonly sha256: string }[];
};

/** What was asked cannot be done as it is; the message says what to do. */
export class BackupRefused extends Error {
  override readonly name = "BackupRefused";
}

export type BackedUp = { readonly files: number; readonly bytes: number };

/**
 * Copies the embedded default's data, also while a platform works on them. All modules' files are frozen at the same moment (to within
 * a few milliseconds, each in a read transaction of its own), then copied.
 * @param folder of the platform
 * @param target must not exist, or be empty
 * @throws BackupRefused
 */
export async function backupFolder(folder: string, target: string): Promise<BackedUp> {
  const databases = await databasesIn(folder);
  await requireEmpty(target);
  await mkdir(target, { recursive: true, mode: 0o700 });
  const frozen = databases.map((name) => freeze(join(folder, name)));
  try {
    for (const [index, reader] of frozen.entries()) await backup(reader, join(target, databases[index] ?? ""), { rate: ALL_PAGES });
  } finally {
    for (const reader of frozen) reader.close();
  }
  const others = (await readdir(folder)).filter((name) => name.endsWith(".json"));
  for (const name of others) await copyPrivately(join(folder, name), join(target, name));
  const files = await Promise.all([...databases, ...others].map((name) => described(target, name)));
  const manifest: Manifest = { format: FORMAT, at: new Date().toISOString(), files };
  await writeFile(join(target, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600 });
  return { files: files.length, bytes: files.reduce((sum, file) => sum + file.bytes, 0) };
}

/**
 * Puts a backup in place of a platform's data. Every stream gets a new epoch, and every position in a stream is set to where both agree;
 * cursors that partners remember answer 410 from then on.
 * @param folder must not exist, or be empty; no platform may be running there
 * @throws BackupRefused when the backup is damaged or the folder is not empty
 */
export async function restoreFolder(source: string, folder: string): Promise<BackedUp> {
  const manifest = await readManifest(source);
  for (const file of manifest.files) await verify(source, file);
  await requireEmpty(folder);
  const unlock = lockFolder(folder);
  try {
    for (const { name } of manifest.files) await copyPrivately(join(source, name), join(folder, name));
    beginAnew(
      folder,
      manifest.files.map(({ name }) => name).filter((name) => name.endsWith(".db")),
    );
  } finally {
    unlock();
  }
  return { files: manifest.files.length, bytes: manifest.files.reduce((sum, file) => sum + file.bytes, 0) };
}

async function databasesIn(folder: string): Promise<string[]> {
  const names = existsSync(folder) ? (await readdir(folder)).filter((name) => name.endsWith(".db")).sort() : [];
  if (names.length === 0) throw new BackupRefused(`${folder} holds no data of a platform; name its data folder`);
  return names;
}

function freeze(file: string): DatabaseSync {
  const reader = new DatabaseSync(file, { readOnly: true, timeout: 5_000 });
  reader.exec("BEGIN");
  reader.prepare("SELECT count(*) FROM sqlite_schema").get(); // the read transaction begins with the first read
  return reader;
}

async function requireEmpty(folder: string): Promise<void> {
  const there = existsSync(folder) ? (await readdir(folder)).filter((name) => !name.startsWith(".lock")) : [];
  if (there.length > 0) throw new BackupRefused(`${folder} is not empty; move it away, or name another folder`);
}

async function copyPrivately(from: string, to: string): Promise<void> {
  await copyFile(from, to);
  await chmod(to, 0o600);
}

async function described(folder: string, name: string): Promise<Manifest["files"][number]> {
  return { name, bytes: (await stat(join(folder, name))).size, sha256: await sha256(join(folder, name)) };
}

async function sha256(file: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest("hex");
}

async function readManifest(source: string): Promise<Manifest> {
  try {
    const manifest = JSON.parse(await readFile(join(source, MANIFEST), "utf8")) as Manifest;
    if (manifest.format === FORMAT && manifest.files.every(({ name }) => /^[a-z-]+\.(db|json)$/.test(name))) return manifest;
  } catch (error) {
    throw new BackupRefused(`${source} is no backup: its ${MANIFEST} is missing or damaged`, { cause: error });
  }
  throw new BackupRefused(`${source} is no backup that this release knows`);
}

async function verify(source: string, { name, sha256: expected }: Manifest["files"][number]): Promise<void> {
  if (!existsSync(join(source, name))) throw new BackupRefused(`${source}: ${name} is missing`);
  if ((await sha256(join(source, name))) !== expected)
    throw new BackupRefused(`${source}: ${name} is damaged; its SHA-256 is not the one in ${MANIFEST}`);
}

/** New epochs for all streams; nobody's position lies behind the end of a stream that is now shorter. */
function beginAnew(folder: string, databases: readonly string[]): void {
  const streams = new Map<string, { readonly epoch: string; readonly last: number }>();
  for (const name of databases) {
    const database = new DatabaseSync(join(folder, name));
    const epoch = randomUUID();
    database.prepare("UPDATE _meta SET value = ? WHERE name = 'epoch'").run(epoch);
    const last = Number(database.prepare("SELECT coalesce(max(sequence), 0) AS last FROM _outbox").get()?.["last"]);
    streams.set(name.replace(/\.db$/, ""), { epoch, last });
    database.close();
  }
  for (const name of databases) {
    const database = new DatabaseSync(join(folder, name));
    const move = database.prepare("UPDATE _positions SET epoch = ?, sequence = min(sequence, ?) WHERE stream = ?");
    for (const [stream, { epoch, last }] of streams) move.run(epoch, last, stream);
    database.close();
  }
}
