/** The bytes of a file in order, in pieces of any size. */
export type FileBytes = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/** A folder with a published ballot, wherever it is. */
export interface PublishedFolder {
  /**
   * Every file below the folder, in any order, with `/` between the parts of its path. `plain` is false for links and whatever is neither a file nor a
   * folder.
   */
  list(): AsyncIterable<{ readonly path: string; readonly plain: boolean }>;
  /** @param path one of those listed as plain */
  read(path: string): FileBytes;
}
