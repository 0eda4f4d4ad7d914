import type { Msg } from "@nats-io/transport-node";
import type { Answer, Question, Stop } from "./bus.ts";
import type { NatsLine } from "./nats-connection.ts";
import { answerBytes, failureBytes, readQuestion } from "./nats-messages.ts";
import { subjects } from "./nats-subjects.ts";

/** Questions that one replica answers at the same time; one more is answered as overloaded. */
export const ANSWERS_MAX = 10_000;

type Answering = (question: Question) => Promise<Answer>;
type Ready = { readonly to: string; readonly bytes: Uint8Array };

/**
 * Answers the questions to a module, as one of its replicas. Answers of one turn of the event loop are written at once.
 * @param answer says itself why it failed; the asker learns only that it did
 * @param failed hears of what was asked or answered and could not be read or sent
 */
export async function serveNats(
  line: NatsLine,
  module: string,
  answer: Answering,
  failed: (operation: string, error: unknown) => void,
): Promise<Stop> {
  const { nc } = line;
  const underway = new Set<Promise<void>>();
  let ready: Ready[] = [];
  let stopping: Promise<void> | undefined;

  const subscription = nc.subscribe(subjects.asksOf(module), {
    queue: subjects.queueOf(module),
    callback: (_error, message) => take(message),
  });

  function take(message: Msg): void {
    const { reply } = message;
    if (reply === undefined || reply === "") return; // nobody waits for an answer
    const refusal = stopping !== undefined ? "gone" : underway.size >= ANSWERS_MAX ? "overloaded" : undefined;
    if (refusal !== undefined) {
      give(reply, failureBytes(refusal));
      return;
    }
    const work = answerOne(message, reply).finally(() => underway.delete(work));
    underway.add(work);
  }

  async function answerOne(message: Msg, reply: string): Promise<void> {
    const operation = message.subject.slice(subjects.ask("").length);
    try {
      const question = readQuestion(operation, message.data);
      const answered = await answer(question).catch(() => undefined);
      give(reply, answered === undefined ? failureBytes("failed") : answerBytes(operation, answered));
    } catch (error) {
      failed(operation, error);
      give(reply, failureBytes("failed"));
    }
  }

  function give(to: string, bytes: Uint8Array): void {
    if (ready.length === 0) setImmediate(send);
    ready.push({ to, bytes });
  }

  function send(): void {
    const all = ready;
    ready = [];
    // What cannot be sent now will never be waited for again: its asker was told when the connection broke.
    if (!nc.isClosed()) for (const { to, bytes } of all) nc.publish(to, bytes);
  }

  async function stop(): Promise<void> {
    if (!nc.isClosed()) {
      const drained = subscription.drain();
      // Questions that were on their way to here are given back to their askers until the server knows that we have stopped.
      if (line.isConnected()) await drained.catch(() => undefined);
    }
    await Promise.allSettled(underway);
    send();
    if (line.isConnected()) await nc.flush().catch(() => undefined);
  }

  if (line.isConnected()) await nc.flush();
  return () => {
    stopping ??= stop();
    return stopping;
  };
}
