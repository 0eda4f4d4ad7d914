/** What an open box knows of its ballot; texts of the definition are kept beside. */
export type Opened = {
  readonly definitionHash: string;
  /** base64url; checks credentials of open and confidential ballots. */
  readonly macKey?: string;
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
  | ({
      readonly stage: "open";
      readonly opened: Opened;
      /** Since when it signs nothing: its data were restored from a backup, and may be behind what was published. */
      readonly haltedAt?: string;
    } & LogKeys)
  | ({
      readonly stage: "sealed";
      readonly opened?: Opened;
      readonly votes: number;
      readonly voters: number;
      /** Everybody may read the openings. */
      readonly published?: true;
    } & LogKeys);

/** The frozen definition, byte for byte as it was hashed; written once. */
export type KeptDefinition = { readonly text: string };

/** The checkpoint that was last announced. */
export type Announced = { readonly size: number; readonly voters: number; readonly atMs: number };
