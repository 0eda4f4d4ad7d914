import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { runCommand } from "./commands.ts";
import { messageOf } from "./errors.ts";
import { withFolderLock } from "./folder-lock.ts";
import { RECIPES, type Recipe, type RunInside } from "./recipes.ts";
import type { Log, ServerKind } from "./server-kind.ts";
import { requireTools } from "./tools.ts";

const COMMAND_LIMIT_MS = 10 * 60_000;
const LOCK_WAIT_MS = 15 * 60_000;
const PROGRESS_MS = 15_000;
/** Longer than a fetch can take: a half-filled folder of that age belongs to nobody. */
const LEFTOVER_AFTER_MS = 60 * 60_000;

export type FetchOptions = {
  /** Where fetched servers are kept; default `TEILHABE_SERVERS_CACHE`, else `infra/.cache/servers`. */
  cache?: string | undefined;
  log?: Log | undefined;
  signal?: AbortSignal | undefined;
};

/** The folder of a fetched server, or undefined when it was not fetched yet. */
export function fetchedFolder(kind: ServerKind, cache?: string): string | undefined {
  const folder = join(cacheFolder(cache), `${kind}-${RECIPES[kind].version}`);
  return existsSync(join(folder, RECIPES[kind].witness)) ? folder : undefined;
}

/**
 * Fetches the servers that the cache does not hold yet, in parallel, and answers the folder of each, in the order asked for. Several
 * processes may do this at once. Throws one error that names all missing tools, or what failed with the last lines of its output.
 */
export async function fetchServers(kinds: readonly ServerKind[], options: FetchOptions = {}): Promise<string[]> {
  await requireTools(kinds.flatMap((kind) => (fetchedFolder(kind, options.cache) ? RECIPES[kind].runWith : RECIPES[kind].fetchedWith)));
  const settled = await Promise.allSettled(kinds.map((kind) => fetchServer(kind, options)));
  const failures = settled.flatMap((one) => (one.status === "rejected" ? [messageOf(one.reason)] : []));
  if (failures.length > 0) throw new Error(failures.join("\n"));
  return settled.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
}

async function fetchServer(kind: ServerKind, options: FetchOptions): Promise<string> {
  const recipe = RECIPES[kind];
  const done = fetchedFolder(kind, options.cache);
  if (done !== undefined) return done;

  const target = join(cacheFolder(options.cache), `${kind}-${recipe.version}`);
  const onWait = (holder: string) => options.log?.(`${basename(target)}: waiting for ${holder}, which is fetching it`);
  await mkdir(dirname(target), { recursive: true });
  try {
    await withFolderLock(`${target}.lock`, { waitMs: LOCK_WAIT_MS, signal: options.signal, onWait }, () => fill(target, recipe, options));
  } catch (error) {
    throw new Error(`${basename(target)} could not be fetched (${recipe.source}): ${messageOf(error)}`, {
      cause: error,
    });
  }
  return target;
}

async function fill(target: string, recipe: Recipe, options: FetchOptions): Promise<void> {
  if (existsSync(join(target, recipe.witness))) return; // another process was quicker
  const name = basename(target);
  const startedAt = Date.now();
  const seconds = () => Math.round((Date.now() - startedAt) / 1000);
  options.log?.(`${name}: fetching (${recipe.source})`);
  const progress = setInterval(() => options.log?.(`${name}: still fetching, ${seconds()} s`), PROGRESS_MS);
  try {
    await rm(target, { recursive: true, force: true });
    await install(target, recipe, options);
    options.log?.(`${name}: fetched in ${seconds()} s`);
  } finally {
    clearInterval(progress);
  }
}

async function install(target: string, recipe: Recipe, options: FetchOptions): Promise<void> {
  await removeLeftovers(target);
  const part = `${target}.part-${randomUUID()}`;
  const run: RunInside = (command, args, env = {}) =>
    runCommand(command, args, { cwd: part, env, timeoutMs: COMMAND_LIMIT_MS, signal: options.signal });
  await mkdir(part);
  try {
    await recipe.install(part, run);
    const answer = await recipe.askVersion(part, run);
    if (!answer.includes(recipe.version)) throw new Error(`version ${recipe.version} was wanted, but what came says: ${answer}`);
    await moveInto(target, part, recipe);
  } finally {
    await rm(part, { recursive: true, force: true });
  }
}

/** The rename makes a folder appear complete or not at all; one that another process put there meanwhile is as good. */
async function moveInto(target: string, part: string, recipe: Recipe): Promise<void> {
  await rename(part, target).catch((error: unknown) => {
    if (!existsSync(join(target, recipe.witness))) throw error;
  });
}

async function removeLeftovers(target: string): Promise<void> {
  const parts = (await readdir(dirname(target))).filter((name) => name.startsWith(`${basename(target)}.part-`));
  for (const part of parts.map((name) => join(dirname(target), name))) {
    const seen = await stat(part).catch(() => undefined);
    if (seen !== undefined && Date.now() - seen.mtimeMs > LEFTOVER_AFTER_MS) await rm(part, { recursive: true, force: true });
  }
}

function cacheFolder(given?: string): string {
  return resolve(given ?? process.env["TEILHABE_SERVERS_CACHE"] ?? join(import.meta.dirname, "../.cache/servers"));
}
