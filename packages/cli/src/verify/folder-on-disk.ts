import { createReadStream } from "node:fs";
import { opendir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { PublishedFolder } from "@teilhabe/proofs/folder/published-folder";
import { BadInput } from "../faults.ts";

const CHUNK_BYTES = 256 * 1024;
/** Deeper folders are no published ballot. */
const DEPTH_MAX = 12;
/** More files are no published ballot: a billion votes have fewer. */
const FILES_MAX = 5_000_000;

type Entry = { readonly path: string; readonly plain: boolean };

/**
 * A folder with a published ballot on this machine.
 * @throws BadInput when there is no such folder
 */
export async function folderOnDisk(root: string): Promise<PublishedFolder> {
  const found = await stat(root).catch(() => undefined);
  if (found?.isDirectory() !== true)
    throw new BadInput(`${root}: there is no such folder; give the folder of a published ballot, the one with manifest.json`);

  return {
    list: () => listed(root),
    read: (path) => createReadStream(join(root, path), { highWaterMark: CHUNK_BYTES }),
  };
}

async function* listed(root: string): AsyncGenerator<Entry> {
  let files = 0;
  for await (const entry of below(root, "", DEPTH_MAX)) {
    files += 1;
    if (files > FILES_MAX) throw new BadInput(`${root}: more than ${FILES_MAX} files; give the folder of one published ballot`);
    yield entry;
  }
}

async function* below(root: string, prefix: string, depthLeft: number): AsyncGenerator<Entry> {
  for await (const entry of await opendir(join(root, prefix))) {
    const path = `${prefix}${entry.name}`;
    if (!entry.isDirectory()) yield { path, plain: entry.isFile() };
    else if (depthLeft === 0) yield { path, plain: false };
    else yield* below(root, `${path}/`, depthLeft - 1);
  }
}
