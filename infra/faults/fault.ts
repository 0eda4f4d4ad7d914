import type { Cluster } from "../cluster/cluster.ts";
import type { Random } from "../simulation/random.ts";
import type { Links } from "./links.ts";
import type { Records } from "./records.ts";
import type { WebhookReader } from "./webhook-reader.ts";

/** Everything that a fault may touch. */
export type Stage = {
  readonly cluster: Cluster;
  /** The cluster's, with its passwords and the key of its issuer. */
  readonly folder: string;
  readonly links: Links;
  readonly webhook: WebhookReader;
  readonly records: Records;
  readonly random: Random;
};

/** What was done, and how it ends. */
export type Inflicted = {
  /** So long until it ends. */
  readonly holdMs: number;
  heal(): Promise<void>;
  /** For a cut point: what shows that the moment was hit. */
  readonly evidence?: string;
};

export type Fault = {
  readonly name: string;
  /** What it touches: two faults at the same time touch different parts. */
  readonly part: string;
  /** An operator's work, not a fault: nothing else goes wrong meanwhile. */
  readonly alone?: true;
  inflict(stage: Stage): Promise<Inflicted>;
};
