import { allContracts } from "@teilhabe/contracts/all";
import type { EventDefinition } from "@teilhabe/contracts/event";
import { partnersContract } from "@teilhabe/contracts/partners/contract";

/** Every public event of every other service goes into the log. */
export const publicEvents: readonly EventDefinition[] = allContracts
  .filter((contract) => contract.service !== partnersContract.service)
  .flatMap((contract) => Object.values(contract.events))
  .filter((event) => event.audience === "public");
