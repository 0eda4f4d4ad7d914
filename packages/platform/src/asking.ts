import type { Refusal } from "@teilhabe/contracts/refusal";
import type { Bus } from "./bus/bus.ts";
import type { Ask } from "./module.ts";
import { traceparentNow } from "./telemetry/tracing.ts";

/** Over a bus between processes nothing else carries the trace on. */
function traced(): { readonly traceparent?: string } {
  const traceparent = traceparentNow();
  return traceparent === undefined ? {} : { traceparent };
}

/** Asks over the bus in the contract's own types. An input that the contract refuses is a bug of the asker and throws. */
export function makeAsk(bus: Bus, module: string): Ask {
  return async (operation, input, options = {}) => {
    const body = JSON.stringify(operation.input.parse(input));
    const asker = { ...traced(), ...(options.asker ?? { by: undefined, grants: [] }), service: module };
    const timeout = options.timeoutMs === undefined ? {} : { timeoutMs: options.timeoutMs };
    const answer = await bus.ask({ operation: operation.name, asker, body }, timeout);
    return ("refusal" in answer ? (answer.refusal as Refusal) : operation.output.parse(JSON.parse(answer.body))) as never;
  };
}
