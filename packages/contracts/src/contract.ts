import type { EventDefinition } from "./event.ts";
import type { Operation } from "./operation.ts";

/** Everything that one service says to others. Keys are the names that code uses: `submitIdea`, `IdeaSubmitted`. */
export type Contract<
  Operations extends Readonly<Record<string, Operation>> = Readonly<Record<string, Operation>>,
  Events extends Readonly<Record<string, EventDefinition>> = Readonly<Record<string, EventDefinition>>,
> = {
  readonly service: string;
  /** For the documents, one paragraph. */
  readonly description: string;
  readonly operations: Operations;
  readonly events: Events;
};

export function defineContract<
  const Operations extends Readonly<Record<string, Operation>>,
  const Events extends Readonly<Record<string, EventDefinition>>,
>(contract: Contract<Operations, Events>): Contract<Operations, Events> {
  return contract;
}
