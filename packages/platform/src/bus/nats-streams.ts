import { createInbox, headers, type Msg, type NatsConnection } from "@nats-io/transport-node";
import type { CloudEvent } from "@teilhabe/contracts/event";
import { eventText } from "../store/commit-limits.ts";
import { BATCH_EVENTS_MAX, type ReplacedStream, type StreamEntry, type StreamPage } from "./bus.ts";
import { StaleSequence } from "./errors.ts";
import type { NatsLine } from "./nats-connection.ts";
import { EPOCH_KEY, REPLACES_KEY } from "./nats-stream-config.ts";
import { streamName, subjects } from "./nats-subjects.ts";

/** The server ends a page once it has so many bytes. */
const PAGE_BYTES_MAX = 4 * 1024 * 1024;
const REQUEST_MS = 5_000;
/** So often a page is read again when its stream was made anew meanwhile. */
const READS_MAX = 3;
const STREAM_NOT_FOUND = 10_059;
/** "insufficient resources", and "insufficient storage resources available". */
const NO_RESOURCES = [10_023, 10_047];
const LIMIT_ADVICE = "the server's own limit on streams is reached: raise max_file_store in its configuration and restart it, or free its disk";
/** "wrong last sequence: N", and its form without the number. */
const WRONG_LAST_SEQUENCE = [10_071, 10_164];

export type StreamInfo = {
  readonly epoch: string;
  readonly replaces: readonly ReplacedStream[];
  readonly lastSequence: number;
  readonly createdMs: number;
  readonly replicas: number;
};
type ApiError = { readonly code: number; readonly err_code: number; readonly description: string };
type PubAck = { readonly seq?: number; readonly error?: ApiError };

/** The server refused or did not say what became of it: read the stream to know. */
export class StreamFailure extends Error {
  override readonly name = "StreamFailure";
}

export type NatsStreams = {
  append(batch: readonly CloudEvent[], expectedLastSequence: number): Promise<number>;
  read(service: string, afterSequence: number, limit: number): Promise<StreamPage>;
  /** undefined: there is no such stream. */
  info(service: string): Promise<StreamInfo | undefined>;
};

export function natsStreams(line: NatsLine, module: string): NatsStreams {
  const { nc } = line;

  async function info(service: string): Promise<StreamInfo | undefined> {
    const answer = await one(line, `$JS.API.STREAM.INFO.${streamName(service)}`, "");
    const { error, config, state, created } = answer.json<{
      error?: ApiError;
      config: { metadata?: Record<string, string>; num_replicas: number };
      state: { last_seq: number };
      created: string;
    }>();
    if (error?.err_code === STREAM_NOT_FOUND) return undefined;
    if (error !== undefined) throw new StreamFailure(`stream ${streamName(service)}: ${error.description}`);
    return {
      epoch: config.metadata?.[EPOCH_KEY] ?? created,
      replaces: JSON.parse(config.metadata?.[REPLACES_KEY] ?? "[]"),
      lastSequence: state.last_seq,
      createdMs: Date.parse(created),
      replicas: config.num_replicas,
    };
  }

  async function readOnce(service: string, after: number, limit: number): Promise<StreamPage | undefined> {
    const found = await page(line, service, after, limit);
    const stream = await info(service);
    if (stream === undefined) return { epoch: "", lastSequence: 0, entries: [] };
    // Asked after the page: what is older than the stream is of the one before it.
    if (found.some(({ storedMs }) => storedMs < stream.createdMs)) return undefined;
    const entries = found.map(({ sequence, event }) => ({ sequence, event }));
    const { epoch, replaces } = stream;
    return { epoch, ...(replaces.length > 0 && { replaces }), lastSequence: Math.max(stream.lastSequence, entries.at(-1)?.sequence ?? 0), entries };
  }

  return {
    info,
    async read(service, after, limit) {
      for (let times = 0; times < READS_MAX; times += 1) {
        const read = await readOnce(service, after, limit);
        if (read !== undefined) return read;
      }
      throw new StreamFailure(`stream ${streamName(service)} was made anew while it was read`);
    },
    async append(batch, expected) {
      if (batch.length < 1 || batch.length > BATCH_EVENTS_MAX)
        throw new RangeError(`a batch has 1 to ${BATCH_EVENTS_MAX} events, not ${batch.length}`);
      const texts = batch.map((event) => eventText(event));
      const { seq, error } = await publishBatch(line, module, texts, expected);
      if (seq !== undefined && error === undefined) {
        nc.publish(subjects.grown(module));
        return seq;
      }
      if (error !== undefined && WRONG_LAST_SEQUENCE.includes(error.err_code)) {
        const told = /: (\d+)$/.exec(error.description)?.[1];
        throw new StaleSequence(module, expected, told === undefined ? ((await info(module))?.lastSequence ?? 0) : Number(told));
      }
      const advice = error !== undefined && NO_RESOURCES.includes(error.err_code) ? ` (${LIMIT_ADVICE})` : "";
      throw new StreamFailure(`nothing was appended to ${streamName(module)}: ${error?.description ?? "no answer"}${advice}`);
    },
  };
}

/**
 * All or nothing (JetStream ADR-50): the first message names the last sequence that is expected, the last one commits. Without
 * `Nats-Msg-Id`, whose window would end some day; the sequence keeps events from being there twice.
 */
function publishBatch(line: NatsLine, module: string, texts: readonly string[], expected: number): Promise<PubAck> {
  const { nc } = line;
  const subject = subjects.events(module);
  return conversation<PubAck>(line, (inbox, batch, settle) => {
    texts.forEach((text, index) => {
      const isFirst = index === 0;
      const isLast = index === texts.length - 1;
      const head = headers();
      if (isFirst) head.set("Nats-Expected-Last-Sequence", String(expected));
      if (texts.length > 1) {
        head.set("Nats-Batch-Id", batch);
        head.set("Nats-Batch-Sequence", String(index + 1));
        if (isLast) head.set("Nats-Batch-Commit", "1");
      }
      nc.publish(subject, text, { headers: head, ...((isFirst || isLast) && { reply: inbox }) });
    });
    return (message) => {
      if (message.headers?.code === 503) settle({ error: { code: 503, err_code: 0, description: "there is no such stream" } });
      else if (message.data.length > 0) settle(message.json<PubAck>());
    };
  });
}

type Stored = StreamEntry & { readonly storedMs: number };

/** Messages after a sequence, straight from the stream's store (JetStream ADR-31, batched direct get). */
function page(line: NatsLine, service: string, after: number, limit: number): Promise<readonly Stored[]> {
  const found: Stored[] = [];
  return conversation(line, (inbox, _id, settle, fail) => {
    const request = JSON.stringify({ seq: after + 1, batch: limit, max_bytes: PAGE_BYTES_MAX });
    line.nc.publish(`$JS.API.DIRECT.GET.${streamName(service)}`, request, { reply: inbox });
    return (message) => {
      const code = message.headers?.code ?? 0;
      if (code === 0) found.push(storedOf(message));
      // 204: the page ends; 404: nothing there; 503: no such stream
      else if (code === 204 || code === 404 || code === 503) settle(found);
      else fail(new StreamFailure(`reading ${streamName(service)}: ${code} ${message.headers?.description ?? ""}`));
    };
  });
}

function storedOf(message: Msg): Stored {
  return {
    sequence: Number(message.headers?.get("Nats-Sequence")),
    storedMs: Date.parse(message.headers?.get("Nats-Time-Stamp") ?? ""),
    event: message.json<CloudEvent>(),
  };
}

async function one(line: NatsLine, subject: string, body: string): Promise<Msg> {
  return conversation<Msg>(line, (inbox, _id, settle, fail) => {
    line.nc.publish(subject, body, { reply: inbox });
    return (message) => (message.headers?.code === 503 ? fail(new StreamFailure(`nobody answers ${subject}: is JetStream on?`)) : settle(message));
  });
}

/** Says something and hears what comes back, until it is settled, the time is over or the connection breaks. */
function conversation<Result>(
  line: NatsLine,
  begin: (inbox: string, id: string, settle: (result: Result) => void, fail: (error: Error) => void) => (message: Msg) => void,
): Promise<Result> {
  const { promise, resolve, reject } = Promise.withResolvers<Result>();
  if (!line.isConnected()) return Promise.reject(new StreamFailure("the connection to NATS is lost"));
  const inbox = createInbox(prefixOf(line.nc));
  let hear: (message: Msg) => void = () => undefined;
  const subscription = line.nc.subscribe(inbox, { callback: (_error, message) => hear(message) });
  const timer = setTimeout(() => reject(new StreamFailure(`no answer within ${REQUEST_MS} ms`)), REQUEST_MS);
  const forget = line.onLost(() => reject(new StreamFailure("the connection to NATS was lost")));
  try {
    hear = begin(inbox, inbox.slice(inbox.lastIndexOf(".") + 1), resolve, reject);
  } catch (error) {
    reject(error);
  }
  return promise.finally(() => {
    clearTimeout(timer);
    forget();
    if (!line.nc.isClosed()) subscription.unsubscribe();
  });
}

function prefixOf(nc: NatsConnection): string {
  return (nc as unknown as { options?: { inboxPrefix?: string } }).options?.inboxPrefix ?? "_INBOX";
}
