import type { PublishedFolder } from "@teilhabe/proofs/folder/published-folder";

/** A published folder that was never stored. */
export function folderInMemory(files: ReadonlyMap<string, Uint8Array>): PublishedFolder {
  return {
    async *list() {
      for (const path of files.keys()) yield { path, plain: true };
    },
    read: (path) => pieces(files.get(path) ?? new Uint8Array(0)),
  };
}

/** Uneven pieces, as files come from disks and networks. */
function* pieces(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0, length = 1; at < bytes.length; at += length, length = (length * 7) % 5_003) yield bytes.subarray(at, at + length);
}
