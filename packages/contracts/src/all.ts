import { ballotBoxContract } from "./ballot-box/contract.ts";
import { capacityContract } from "./capacity/contract.ts";
import type { Contract } from "./contract.ts";
import { ideasContract } from "./ideas/contract.ts";
import { notificationsContract } from "./notifications/contract.ts";
import { operatorsContract } from "./operators/contract.ts";
import { partnersContract } from "./partners/contract.ts";
import { peopleContract } from "./people/contract.ts";
import { votingContract } from "./voting/contract.ts";

/** Every service's contract; the gateway's routes and all generated documents are made from this list. */
export const allContracts: readonly Contract[] = [
  ideasContract,
  votingContract,
  ballotBoxContract,
  capacityContract,
  notificationsContract,
  partnersContract,
  peopleContract,
  operatorsContract,
];
