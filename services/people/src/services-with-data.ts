import { allContracts } from "@teilhabe/contracts/all";
import type { Contract } from "@teilhabe/contracts/contract";
import { type actRecordedEvent, type personForgottenEvent, readPersonDataOperation } from "@teilhabe/contracts/personal-data";

type ActRecorded = ReturnType<typeof actRecordedEvent>;
type PersonForgotten = ReturnType<typeof personForgottenEvent>;

/** The event of this kind that a contract declares, if it does. */
function eventNamed<E>(contract: Contract, name: string): E[] {
  const wanted = `${contract.service}.${name}`;
  return Object.values(contract.events).filter((event) => event.type === wanted) as unknown as E[];
}

const others = allContracts.filter((contract) => contract.service !== "people");

/** Services that forget a person when `people` says so, and their word that they have. */
export const forgotten: readonly { readonly service: string; readonly event: PersonForgotten }[] = others.flatMap((contract) =>
  eventNamed<PersonForgotten>(contract, "person-forgotten.v1").map((event) => ({ service: contract.service, event })),
);

/** Acts of staff, of every service that records them. */
export const actsRecorded: readonly { readonly service: string; readonly event: ActRecorded }[] = allContracts.flatMap((contract) =>
  eventNamed<ActRecorded>(contract, "act-recorded.v1").map((event) => ({ service: contract.service, event })),
);

/** Other services that answer what they keep of a person. */
export const keepers = others
  .filter((contract) => Object.values(contract.operations).some((operation) => operation.name === `${contract.service}.read-person-data`))
  .map((contract) => ({ service: contract.service, operation: readPersonDataOperation(contract.service) }));
