import { ProviderRegistered } from "@teilhabe/contracts/capacity/events";
import type { Provider } from "@teilhabe/contracts/capacity/shapes";
import { factOf } from "@teilhabe/contracts/event";
import { type Asked, type Outcome, put } from "@teilhabe/platform/rule";
import { providerDocument } from "./documents.ts";
import { providerOf, providerShown } from "./provider.ts";

export function createProvider(input: Parameters<typeof providerOf>[0], asked: Asked): Outcome<Provider> {
  const id = asked.newId();
  const state = providerOf(input);
  return {
    writes: [put(providerDocument, id, state)],
    facts: [factOf(ProviderRegistered, { provider: id, kind: state.kind })],
    answer: providerShown(id, 1, state),
  };
}
