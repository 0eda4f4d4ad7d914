import { createHash } from "node:crypto";
import type { ManifestFile } from "./documents.ts";
import type { FileBytes } from "./published-folder.ts";

/** Bytes on their way to a file, and what the manifest says of them afterwards. */
export type HashedFile = {
  readonly bytes: AsyncIterable<Uint8Array>;
  /** @throws Error when the bytes were not read to their end, for then the manifest would be wrong */
  listed(): ManifestFile;
};

/** Watches the bytes of a file while they are read. */
export function hashedFile(path: string, bytes: FileBytes): HashedFile {
  const hash = createHash("sha256");
  let size = 0;
  let ended = false;
  async function* watched(): AsyncGenerator<Uint8Array> {
    for await (const chunk of bytes) {
      hash.update(chunk);
      size += chunk.length;
      yield chunk;
    }
    ended = true;
  }
  return {
    bytes: watched(),
    listed() {
      if (!ended) throw new Error(`${path} was not read to its end before the next file was asked for.`);
      return { path, size, sha256: hash.digest("hex") };
    },
  };
}

/** What the manifest says of a file that is at hand only as a stream. */
export async function listedFile(path: string, bytes: FileBytes): Promise<ManifestFile> {
  const file = hashedFile(path, bytes);
  for await (const _ of file.bytes);
  return file.listed();
}
