import type { Msg } from "@nats-io/transport-node";
import { type Answer, ASK_TIMEOUT_MS, type Question } from "./bus.ts";
import { NoAnswer } from "./errors.ts";
import type { NatsLine } from "./nats-connection.ts";
import { questionBytes, readAnswer } from "./nats-messages.ts";
import { inboxPrefix, subjects } from "./nats-subjects.ts";

/** Questions of one connection that wait for their answers; one more is refused as overloaded. */
export const QUESTIONS_MAX = 10_000;
/** So often a question is given to another replica when the one that got it had stopped. */
const REPLICAS_ASKED_MAX = 5;
const NO_RESPONDERS = 503;

type Waiting = {
  readonly operation: string;
  readonly bytes: Uint8Array;
  asked: number;
  readonly timer: NodeJS.Timeout;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
};

export type NatsAsks = { ask(question: Question, timeoutMs?: number): Promise<Answer> };

/** Asks over one inbox; what is asked in one turn of the event loop is written to the socket at once. */
export function natsAsks(line: NatsLine, module: string, connectionId: string): NatsAsks {
  const { nc } = line;
  const inbox = `${inboxPrefix(module)}.${connectionId}`;
  const waiting = new Map<string, Waiting>();
  let gathered: string[] = [];
  let asked = 0;

  nc.subscribe(`${inbox}.*`, { callback: (_error, message) => take(message) });
  line.onLost(() => {
    for (const token of [...waiting.keys()]) fail(token, "disconnected");
  });

  function take(message: Msg): void {
    const token = message.subject.slice(inbox.length + 1);
    const question = waiting.get(token);
    if (question === undefined) return; // too late
    try {
      if (message.headers?.code === NO_RESPONDERS) fail(token, "nobody-serves");
      else settle(token, question, readAnswer(message.data));
    } catch (error) {
      ended(token)?.reject(new NoAnswer(question.operation, "failed", error));
    }
  }

  function settle(token: string, question: Waiting, answer: ReturnType<typeof readAnswer>): void {
    if (!("failed" in answer)) ended(token)?.resolve(answer);
    else if (answer.failed !== "gone") fail(token, answer.failed);
    else if (question.asked >= REPLICAS_ASKED_MAX) fail(token, "nobody-serves");
    else gather(token);
  }

  function ended(token: string): Waiting | undefined {
    const question = waiting.get(token);
    clearTimeout(question?.timer);
    waiting.delete(token);
    return question;
  }

  function fail(token: string, reason: NoAnswer["reason"]): void {
    const question = ended(token);
    question?.reject(new NoAnswer(question.operation, reason));
  }

  function gather(token: string): void {
    if (gathered.length === 0) setImmediate(send);
    gathered.push(token);
  }

  function send(): void {
    const tokens = gathered;
    gathered = [];
    for (const token of tokens) {
      const question = waiting.get(token);
      if (question !== undefined) sendOne(token, question);
    }
  }

  function sendOne(token: string, question: Waiting): void {
    try {
      question.asked += 1;
      if (!line.isConnected()) throw new Error("the connection is lost");
      nc.publish(subjects.ask(question.operation), question.bytes, { reply: `${inbox}.${token}` });
    } catch (error) {
      ended(token)?.reject(new NoAnswer(question.operation, "disconnected", error));
    }
  }

  return {
    async ask(question, timeoutMs = ASK_TIMEOUT_MS) {
      const { operation } = question;
      const bytes = questionBytes(question);
      if (!line.isConnected()) throw new NoAnswer(operation, "disconnected");
      if (waiting.size >= QUESTIONS_MAX) throw new NoAnswer(operation, "overloaded");
      const { promise, resolve, reject } = Promise.withResolvers<Answer>();
      asked += 1;
      const token = asked.toString(36);
      const timer = setTimeout(() => fail(token, "timeout"), timeoutMs);
      waiting.set(token, { operation, bytes, asked: 0, timer, resolve, reject });
      gather(token);
      return promise;
    },
  };
}
