import type { CloudEvent } from "@teilhabe/contracts/event";

/** What the brokers take at once for one partition, with what Kafka adds to each event. An event has at most 512 KiB. */
export const REQUEST_BYTES_MAX = 1024 * 1024;
/** So many bytes of events are sent together at most, or one event. */
const BATCH_BYTES_MAX = 768 * 1024;
const OVERHEAD_BYTES = 256;

/**
 * Topics that partners read: one for each service that announces public events, so that everything about one aggregate, whatever its type, is in one partition and in order.
 * Key: the aggregate. Value: the event in CloudEvents' structured mode, the same bytes as everywhere (CloudEvents, Kafka Protocol Binding 1.0.2, section 3.3).
 */
export interface EventTopics {
  /** Nothing to do while it is connected. @throws Error when no broker can be reached */
  connect(): Promise<void>;
  /**
   * Appends the events, those of one aggregate in the order given; durable on all in-sync replicas when it returns.
   * @throws Error when the outcome is not known: some or all may be there, and the whole batch is to be sent again
   */
  send(events: readonly CloudEvent[]): Promise<void>;
  close(): Promise<void>;
}

/** `teilhabe.ideas` for `ideas.idea-published.v1`. @param prefix `teilhabe` in production */
export function topicOf(type: string, prefix: string): string {
  return `${prefix}.${type.slice(0, type.indexOf("."))}`;
}

/** An event's id is `aggregate:version:n~epoch`; the first ones had no epoch. */
export function aggregateOf({ id }: CloudEvent): string {
  return id.replace(/:\d+:\d+(~\w*)?$/, "");
}

/** As many of the first events as may be sent together; one at least. */
export function fittingTogether<Item extends { readonly event: CloudEvent }>(entries: readonly Item[]): readonly Item[] {
  let bytes = 0;
  const end = entries.findIndex(({ event }, index) => {
    bytes += Buffer.byteLength(JSON.stringify(event)) + OVERHEAD_BYTES;
    return index > 0 && bytes > BATCH_BYTES_MAX;
  });
  return end < 0 ? entries : entries.slice(0, end);
}
