import { MESSAGE_BYTES_MAX } from "@teilhabe/contracts/shapes";
import type { World } from "../clock.ts";
import { type Answer, ASK_TIMEOUT_MS, type Question } from "./bus.ts";
import { MessageTooLarge, NoAnswer } from "./errors.ts";

/** Questions of the whole process that wait for their answers; one more is refused as overloaded. */
export const QUESTIONS_MAX = 10_000;

type Answering = (question: Question) => Promise<Answer>;
type Desk = { readonly answer: Answering; readonly underway: Set<Promise<unknown>> };

/** Who answers for which module, and what has been asked. */
export type Desks = {
  ask(question: Question, timeoutMs: number | undefined, disconnected: boolean): Promise<Answer>;
  /** @returns stops, once what is on its way is answered */
  open(module: string, answer: Answering): () => Promise<void>;
};

export function embeddedDesks(after: World["after"] = realAfter): Desks {
  const desks = new Map<string, Desk[]>();
  let waiting = 0;

  async function ask(question: Question, timeoutMs = ASK_TIMEOUT_MS, disconnected = false): Promise<Answer> {
    const { operation } = question;
    checkSize(`the question ${operation}`, question.body);
    if (disconnected) throw new NoAnswer(operation, "disconnected");
    const desk = nextDesk(operation);
    if (desk === undefined) throw new NoAnswer(operation, "nobody-serves");
    if (waiting >= QUESTIONS_MAX) throw new NoAnswer(operation, "overloaded");
    waiting += 1;
    const answering = answerAt(desk, copyOf(question)).finally(() => {
      waiting -= 1;
      desk.underway.delete(answering);
    });
    desk.underway.add(answering);
    return inTime(operation, answering, timeoutMs, after);
  }

  /** Replicas take turns. */
  function nextDesk(operation: string): Desk | undefined {
    const all = desks.get(operation.slice(0, operation.indexOf(".")));
    const desk = all?.shift();
    if (desk !== undefined) all?.push(desk);
    return desk;
  }

  return {
    ask,
    open(module, answer) {
      const desk: Desk = { answer, underway: new Set() };
      desks.set(module, [...(desks.get(module) ?? []), desk]);
      return async () => {
        desks.set(module, desks.get(module)?.filter((other) => other !== desk) ?? []);
        await Promise.allSettled(desk.underway);
      };
    },
  };
}

async function answerAt(desk: Desk, question: Question): Promise<Answer> {
  try {
    const answer = await desk.answer(question);
    if ("refusal" in answer) return { refusal: JSON.parse(JSON.stringify(answer.refusal)) };
    checkSize(`the answer to ${question.operation}`, answer.body);
    return { body: answer.body, ...(answer.version !== undefined && { version: answer.version }) };
  } catch (cause) {
    throw new NoAnswer(question.operation, "failed", cause);
  }
}

function inTime(operation: string, answering: Promise<Answer>, timeoutMs: number, after: World["after"]): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const cancel = after(timeoutMs, () => reject(new NoAnswer(operation, "timeout")));
    answering.then(resolve, reject).finally(cancel);
  });
}

function checkSize(what: string, body: string): void {
  // No text has more than three bytes of UTF-8 for each of its UTF-16 code units.
  if (body.length * 3 <= MESSAGE_BYTES_MAX) return;
  const bytes = Buffer.byteLength(body);
  if (bytes > MESSAGE_BYTES_MAX) throw new MessageTooLarge(what, bytes, MESSAGE_BYTES_MAX);
}

function copyOf(question: Question): Question {
  return { operation: question.operation, asker: JSON.parse(JSON.stringify(question.asker)), body: question.body };
}

function realAfter(ms: number, call: () => void): () => void {
  const timer = setTimeout(call, ms);
  return () => clearTimeout(timer);
}
