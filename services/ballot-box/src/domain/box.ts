/** What an open box knows of its ballot; texts of the definition are kept beside. */
export type Opened = {
  readonly definitionHash: string;
  /** base64url; checks credentials. */
  readonly macKey: string;
  readonly closesAtMs: number;
  readonly graceMs: number;
  /** Number of the last amendment that was told; 0: none. */
  readonly amendment: number;
  readonly withdrawn: readonly string[];
};

/** Signs receipts and checkpoints of one ballot. `seed` is secret (64 hex digits), `logKey` is published. */
export type LogKeys = { readonly seed: string; readonly logKey: string };

/** A box's life. A box that is sealed without having been opened has no `opened`. */
export type Box =
  | ({ readonly stage: "prepared" } & LogKeys)
  | ({ readonly stage: "open"; readonly opened: Opened } & LogKeys)
  | ({ readonly stage: "sealed"; readonly opened?: Opened; readonly votes: number; readonly voters: number } & LogKeys);

/** The frozen definition, byte for byte as it was hashed; written once. */
export type KeptDefinition = { readonly text: string };

/** What was last published of the turnout. */
export type Announced = { readonly voters: number; readonly atMs: number };
