import type { Asker } from "@teilhabe/contracts/asker";
import type { Refusal } from "@teilhabe/contracts/refusal";
import { MESSAGE_BYTES_MAX } from "@teilhabe/contracts/shapes";
import type { Answer, Question } from "./bus.ts";
import { MessageTooLarge } from "./errors.ts";

/** The server must take so many bytes at once: the largest body, and what travels beside it. */
export const PAYLOAD_BYTES_MIN = MESSAGE_BYTES_MAX + 64 * 1024;

const utf8 = new TextDecoder();
const LINE_END = 10;

/** What came instead of an answer. `gone`: not begun, another replica may be asked. */
type Failure = { readonly failed: "failed" | "overloaded" | "gone" };
type AnswerHead = { readonly version?: number; readonly refusal?: Refusal } | Failure;

/** A line of JSON with the asker, then the body as it is: bodies are never parsed and written again on their way. */
export function questionBytes(question: Question): Uint8Array {
  checkSize(`the question ${question.operation}`, question.body);
  return Buffer.from(`${JSON.stringify(question.asker)}\n${question.body}`);
}

/** @throws SyntaxError when it is no question */
export function readQuestion(operation: string, bytes: Uint8Array): Question {
  const [head, body] = headAndBody(bytes);
  return { operation, asker: JSON.parse(head) as Asker, body };
}

export function answerBytes(operation: string, answer: Answer): Uint8Array {
  if ("refusal" in answer) return Buffer.from(`${JSON.stringify({ refusal: answer.refusal })}\n`);
  checkSize(`the answer to ${operation}`, answer.body);
  const head = answer.version === undefined ? {} : { version: answer.version };
  return Buffer.from(`${JSON.stringify(head)}\n${answer.body}`);
}

export function failureBytes(failed: Failure["failed"]): Uint8Array {
  return Buffer.from(`${JSON.stringify({ failed })}\n`);
}

export function readAnswer(bytes: Uint8Array): Answer | Failure {
  const [line, body] = headAndBody(bytes);
  const head = JSON.parse(line) as AnswerHead;
  if ("failed" in head) return head;
  if (head.refusal !== undefined) return { refusal: head.refusal };
  return { body, ...(head.version !== undefined && { version: head.version }) };
}

function headAndBody(bytes: Uint8Array): [head: string, body: string] {
  const end = bytes.indexOf(LINE_END);
  if (end < 0) throw new SyntaxError("a message without its first line");
  return [utf8.decode(bytes.subarray(0, end)), utf8.decode(bytes.subarray(end + 1))];
}

function checkSize(what: string, body: string): void {
  // No text has more than three bytes of UTF-8 for each of its UTF-16 code units.
  if (body.length * 3 <= MESSAGE_BYTES_MAX) return;
  const bytes = Buffer.byteLength(body);
  if (bytes > MESSAGE_BYTES_MAX) throw new MessageTooLarge(what, bytes, MESSAGE_BYTES_MAX);
}
