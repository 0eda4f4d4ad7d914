import { type Asker, forbids } from "@teilhabe/contracts/asker";
import type { Contract } from "@teilhabe/contracts/contract";
import type { Operation } from "@teilhabe/contracts/operation";
import { commonRefusals, isRefusal, type Refusal, refuse } from "@teilhabe/contracts/refusal";
import type { z } from "zod";
import type { Answer, Question } from "./bus/bus.ts";
import { instantOf, type World } from "./clock.ts";
import type { Log } from "./log.ts";
import type { Handler } from "./module.ts";
import type { Asked } from "./rule.ts";
import type { Metrics } from "./telemetry/metrics.ts";
import { inSpan } from "./telemetry/tracing.ts";

/** One operation with what answers it. */
export type Served = { readonly operation: Operation; readonly handler: Handler<Operation> };

export type Serving = {
  readonly module: string;
  readonly served: ReadonlyMap<string, Served>;
  readonly world: World;
  readonly metrics: Metrics;
  readonly log: Log;
  /** True: outputs are checked against the contract too. Inputs always are. */
  readonly checksOutputs: boolean;
};

export function servedBy(contract: Contract, handlers: Readonly<Record<string, unknown>>): Map<string, Served> {
  const served = new Map<string, Served>();
  for (const [name, operation] of Object.entries(contract.operations))
    served.set(operation.name, { operation, handler: handlers[name] as Handler<Operation> });
  return served;
}

/** Answers questions: who may ask, is the input as the contract says, then the handler; a refusal must be one of the contract's. */
export function answering(serving: Serving): (question: Question) => Promise<Answer> {
  return async (question) => {
    const began = serving.world.nowMs();
    const answer = await inSpan(`answer ${question.operation}`, question.asker.traceparent, (traceparent) =>
      answerOne(serving, question, traceparent),
    ).catch((error: unknown) => {
      serving.log.error("an answer failed", { operation: question.operation, traceparent: question.asker.traceparent, error });
      throw error;
    });
    serving.metrics.answered(question.operation, "refusal" in answer ? answer.refusal.refused : "ok", serving.world.nowMs() - began);
    return answer;
  };
}

async function answerOne(serving: Serving, question: Question, traceparent: string | undefined): Promise<Answer> {
  const served = serving.served.get(question.operation);
  if (served === undefined) throw new Error(`${serving.module} has no operation ${question.operation}`);
  const { operation, handler } = served;
  const forbidden = forbids(operation.access, question.asker);
  if (forbidden !== undefined) return { refusal: refuse(forbidden, FORBIDDEN[forbidden]) };
  const input = operation.input.safeParse(JSON.parse(question.body));
  if (!input.success) return { refusal: invalidInput(input.error) };
  const result = await handler(input.data as never, askedBy(serving.world, question.asker, operation.name, traceparent));
  if (isRefusal(result)) return { refusal: declared(operation, result) };
  const output = serving.checksOutputs ? operation.output.parse(result) : result;
  return { body: JSON.stringify(output), ...versionOf(output) };
}

const FORBIDDEN = {
  "token-needed": "Sign in first: send a bearer token.",
  "grant-needed": "You do not have the grant that this needs.",
} as const;

export function askedBy(world: World, asker: Asker, operation: string | undefined, traceparent: string | undefined): Asked {
  const atMs = world.nowMs();
  return {
    ...asker,
    ...(operation !== undefined && { operation }),
    ...(traceparent !== undefined && { traceparent }),
    at: instantOf(atMs),
    atMs,
    newId: world.newId,
  };
}

/** Every fault of an input at once, each with its place. */
export function invalidInput(error: z.ZodError): Refusal {
  const errors = error.issues.slice(0, ERRORS_SHOWN_MAX).map((issue) => ({ pointer: pointerTo(issue.path), message: issue.message }));
  const first = errors[0];
  return refuse("invalid-input", `The input is not as the contract says: ${first?.pointer ?? ""} ${first?.message ?? ""}`.trim(), { errors });
}

const ERRORS_SHOWN_MAX = 20;

function pointerTo(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

function declared(operation: Operation, refusal: Refusal): Refusal {
  if (refusal.refused in operation.refusals || refusal.refused in commonRefusals) return refusal;
  throw new Error(`${operation.name} refused with ${refusal.refused}, which its contract does not list`);
}

function versionOf(output: unknown): { version?: number } {
  if (typeof output !== "object" || output === null || !("version" in output) || typeof output.version !== "number") return {};
  return { version: output.version };
}
