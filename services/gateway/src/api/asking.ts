import type { Asker } from "@teilhabe/contracts/asker";
import { isQuery } from "@teilhabe/contracts/operation";
import { isRefusal } from "@teilhabe/contracts/refusal";
import type { Bus } from "@teilhabe/platform/bus/bus";
import { type AdmissionNeeds, type Admitted, admit, refusedReply } from "./admission.ts";
import { readConditions } from "./conditions.ts";
import { deliver } from "./deliver.ts";
import type { Answering, Visit } from "./door.ts";
import { readInput } from "./input.ts";
import type { Reply } from "./reply.ts";
import type { Route } from "./route.ts";

export type AskingNeeds = AdmissionNeeds & {
  readonly passOn: Bus["ask"];
  /** Answers a route that streams. */
  readonly stream: (visit: Visit, admitted: Admitted, input: Readonly<Record<string, unknown>>) => Promise<Reply | undefined>;
};

/** Admits, reads the request as the contract says, asks the service, and makes a reply of its answer. */
export function askingServices(needs: AskingNeeds): Answering {
  return async (visit) => {
    const { exchange, route, parameters, query } = visit;
    const admitted = await admit(needs, visit);
    if (isRefusal(admitted)) return refusedReply(visit, admitted);
    const read = await readInput(exchange.request, route, parameters, query);
    if (isRefusal(read)) return refusedReply(visit, read);
    if (route.http.streams !== undefined) return needs.stream(visit, admitted, read.input);
    const conditions = readConditions(exchange.request, route, admitted.asker, read.sent);
    if (isRefusal(conditions)) return refusedReply(visit, conditions);
    return ask(needs, visit, { ...admitted.asker, ...conditions }, read.input);
  };
}

async function ask(needs: AskingNeeds, visit: Visit, asker: Asker, input: Readonly<Record<string, unknown>>): Promise<Reply> {
  const { exchange, route } = visit;
  const operation = route.asks(input);
  if (isRefusal(operation)) return refusedReply(visit, operation);
  const answer = await needs.passOn({ operation, asker, body: JSON.stringify(input) });
  if ("refusal" in answer) return refusedReply(visit, answer.refusal);
  forgetWhatChanged(needs, route, asker);
  return deliver(exchange.request, route, input, answer, asker.by !== undefined);
}

/** After a command to `people`, this process asks anew who somebody is: their own command changes themselves, one that needs a grant anybody. */
function forgetWhatChanged({ identities }: AskingNeeds, { operation }: Route, asker: Asker): void {
  if (!operation.name.startsWith("people.") || isQuery(operation)) return;
  identities.changed(operation.access === "person" ? asker.by : undefined);
}
