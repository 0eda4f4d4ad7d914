import type { CloudEvent } from "@teilhabe/contracts/event";
import type { OutboxFact } from "./records.ts";

/** What the platform shows and keeps at the end, as the check needs it. */
export type Observed = {
  /** By service, in the stream's order. */
  readonly streams: ReadonlyMap<string, readonly CloudEvent[]>;
  readonly outboxes: ReadonlyMap<string, readonly OutboxFact[]>;
  /** What each reader got, in the order in which it came. */
  readonly readers: readonly { readonly name: string; readonly events: readonly CloudEvent[]; readonly refused?: readonly string[] }[];
  readonly ideas: readonly { readonly id: string; readonly title: string; readonly supports: number; readonly answered: boolean }[];
  /** By subscriber: the ideas about whose answer there is a notice, as often as there is one. */
  readonly notices: ReadonlyMap<string, readonly string[]>;
  /** By offer: what was observed, as often as it is there. */
  readonly observations: ReadonlyMap<string, readonly string[]>;
  readonly result: { readonly votes: number; readonly tally: Readonly<Record<string, number>> };
  readonly deadLetters: readonly string[];
};
