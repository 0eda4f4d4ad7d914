import { z } from "zod";
import { Instant } from "./shapes.ts";

/**
 * CloudEvents 1.0, structured JSON: the same bytes in outbox, stream, SSE, webhook and Kafka.
 * https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md
 */
export const CloudEvent = z.looseObject({
  specversion: z.literal("1.0"),
  /** `aggregate:version:n~epoch`; unique within the source, also when data were restored from a backup. */
  id: z.string().min(1).max(200),
  source: z.string().min(1).max(500),
  type: z.string().regex(/^[a-z-]+\.[a-z0-9-]+\.v[0-9]+$/),
  /** The aggregate: events of one subject keep their order. */
  subject: z.string().min(1).max(200),
  time: Instant,
  datacontenttype: z.literal("application/json"),
  dataschema: z.string().max(500),
  traceparent: z.string().max(100).optional(),
  data: z.record(z.string(), z.unknown()),
});
export type CloudEvent = z.infer<typeof CloudEvent>;

/** A kind of fact, as data. A breaking change is a new event with the next version in its type. */
export type EventDefinition<Data extends z.ZodObject = z.ZodObject> = {
  /** `service.noun-past-tense.vN`. */
  readonly type: `${string}.${string}.v${number}`;
  /** Public events go to partners: ids, codes, counts and times only; no text that was typed, no person's id. */
  readonly audience: "public" | "internal";
  readonly description: string;
  readonly data: Data;
  /** The field of the data that names the aggregate. */
  readonly subject: keyof z.infer<Data> & string;
  readonly example: z.input<Data>;
};

export function defineEvent<const Data extends z.ZodObject>(event: EventDefinition<Data>): EventDefinition<Data> {
  return event;
}

export type DataOf<E> = E extends EventDefinition<infer Data> ? z.output<Data> : never;

/** A fact that is about to be committed; the platform makes the event from it. */
export type Fact = { readonly type: string; readonly subject: string; readonly data: Readonly<Record<string, unknown>> };

/** @throws ZodError when the data is not what the contract says: a bug of the service, never of its caller */
export function factOf<Data extends z.ZodObject>(event: EventDefinition<Data>, data: z.input<Data>): Fact {
  const parsed = event.data.parse(data);
  return { type: event.type, subject: String(parsed[event.subject]), data: parsed };
}
