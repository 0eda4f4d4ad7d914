import type { StreamConfig } from "@nats-io/jetstream";
import { DiscardPolicy, RetentionPolicy, StorageType } from "@nats-io/jetstream";
import { streamName, subjects } from "./nats-subjects.ts";

/** Where a stream's identity is kept in its metadata: it changes when the stream is made anew. */
export const EPOCH_KEY = "teilhabe-epoch";

/** Which lost streams it replaces, as JSON: {@link ReplacedStream}s. */
export const REPLACES_KEY = "teilhabe-replaces";

/** A service's stream, as data. Everything is kept; a limit would be set here. */
export type DeclaredStream = Pick<
  StreamConfig,
  "name" | "subjects" | "retention" | "storage" | "discard" | "num_replicas" | "allow_direct" | "allow_atomic" | "max_msgs" | "max_bytes" | "max_age"
> & { readonly deny_delete: boolean; readonly deny_purge: boolean };

/** @param replicas 1 on a single server, 3 in a cluster */
export function declaredStream(service: string, replicas: number): DeclaredStream {
  return {
    name: streamName(service),
    subjects: [subjects.events(service)],
    retention: RetentionPolicy.Limits,
    storage: StorageType.File,
    discard: DiscardPolicy.Old,
    num_replicas: replicas,
    allow_direct: true,
    allow_atomic: true,
    max_msgs: -1,
    max_bytes: -1,
    max_age: 0,
    deny_delete: true,
    deny_purge: true,
  };
}
