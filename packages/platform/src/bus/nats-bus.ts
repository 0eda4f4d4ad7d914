import { randomBytes } from "node:crypto";
import { type Bus, type BusIdentity, READ_EVENTS_MAX, type Stop } from "./bus.ts";
import { AskForbidden } from "./errors.ts";
import { serveNats } from "./nats-answers.ts";
import { natsAsks } from "./nats-asks.ts";
import { type NatsLine, openNatsLine } from "./nats-connection.ts";
import { natsStreams } from "./nats-streams.ts";
import { subjects } from "./nats-subjects.ts";

export type NatsBus = Bus & {
  /** Tells the replica whose relay is at work that facts were committed here. */
  wakeRelay(): void;
  onRelayWoken(call: () => void): Promise<Stop>;
  readonly line: NatsLine;
};

export type NatsBusOptions = {
  readonly url: string;
  /** Hears of questions that cannot be read, of answers that are too long, and of what the server refused. */
  readonly complain?: (what: string, error: unknown) => void;
};

/** One module's place on a NATS bus. @throws the client's error when no server answers */
export async function openNatsBus({ url, complain = () => undefined }: NatsBusOptions, identity: BusIdentity): Promise<NatsBus> {
  const line = await openNatsLine(url, identity.module);
  line.onError((error) => complain("the bus refused something", error));
  return busOn(line, identity, complain);
}

function busOn(line: NatsLine, { module, asks, hears }: BusIdentity, complain: (what: string, error: unknown) => void): NatsBus {
  const { nc } = line;
  const asking = natsAsks(line, module, randomBytes(9).toString("hex"));
  const streams = natsStreams(line, module);
  const stops = new Set<Stop>();
  const mayAsk = permission(asks);
  const mayHear = permission([module, ...hears]);
  const announcing = oncePerTurn(() => publish(subjects.grown(module)));
  const waking = oncePerTurn(() => publish(subjects.relay(module)));

  function publish(subject: string): void {
    if (line.isConnected()) nc.publish(subject); // a hint that is lost is only late
  }
  function checkHears(service: string): void {
    if (!mayHear(service)) throw new AskForbidden(module, service);
  }
  function stoppable(stop: () => Promise<void> | void): Stop {
    const once = async () => {
      if (stops.delete(once)) await stop();
    };
    stops.add(once);
    return once;
  }
  async function hear(subject: string, heard: () => void): Promise<Stop> {
    let stopped = false;
    const subscription = nc.subscribe(subject, { callback: () => (stopped ? undefined : heard()) });
    if (line.isConnected()) await nc.flush();
    return stoppable(() => {
      stopped = true;
      if (!nc.isClosed()) subscription.unsubscribe();
    });
  }

  return {
    line,
    async ask(question, { timeoutMs } = {}) {
      if (!mayAsk(question.operation)) throw new AskForbidden(module, question.operation);
      return asking.ask(question, timeoutMs);
    },
    serve: async (answer) => stoppable(await serveNats(line, module, answer, (operation, error) => complain(`answering ${operation}`, error))),
    append: (batch, expectedLastSequence) => streams.append(batch, expectedLastSequence),
    async read(service, afterSequence, limit) {
      checkHears(service);
      if (!(limit >= 1 && limit <= READ_EVENTS_MAX)) throw new RangeError(`1 to ${READ_EVENTS_MAX} events are read at once, not ${limit}`);
      return streams.read(service, afterSequence, limit);
    },
    async listen(service, heard) {
      checkHears(service);
      return hear(subjects.grown(service), heard);
    },
    announce: announcing,
    wakeRelay: waking,
    onRelayWoken: (call) => hear(subjects.relay(module), call),
    isConnected: () => line.isConnected(),
    async close() {
      await Promise.all([...stops].map((stop) => stop()));
      await line.close();
    },
  };
}

function oncePerTurn(call: () => void): () => void {
  let due = false;
  return () => {
    if (due) return;
    due = true;
    setImmediate(() => {
      due = false;
      call();
    });
  };
}

/** `*` permits everything: for tests and tools. */
function permission(names: readonly string[]): (name: string) => boolean {
  const permitted = new Set(names);
  return (name) => permitted.has(name) || permitted.has("*");
}
