import { allContracts } from "@teilhabe/contracts/all";
import { type Contract, defineContract } from "@teilhabe/contracts/contract";
import type { Operation } from "@teilhabe/contracts/operation";
import { operatorsContract } from "@teilhabe/contracts/operators/contract";
import { peopleContract } from "@teilhabe/contracts/people/contract";
import { defineModule } from "@teilhabe/platform/module";
import { askedThroughRoutes, OPERATORS } from "./api/route.ts";
import { makeIdentities } from "./auth/identities.ts";
import { issuerOf } from "./auth/issuer.ts";
import { hintingServices, type Opening, openDoor } from "./open-door.ts";

const contract = defineContract({ service: "gateway", description: "The only HTTP door.", operations: {}, events: {} });

export type GatewayOptions = Pick<Opening, "contracts" | "listening">;

/** The HTTP door to these contracts' operations. */
export function gatewayTo({ contracts, listening }: GatewayOptions) {
  return defineModule({
    name: "gateway",
    contract,
    asks: [peopleContract.operations.identify, ...askedThroughRoutes(contracts), ...deadLettersOf(contracts)],
    listensTo: [...hintingServices(contracts)],
    start: (context) => {
      const { settings, world, ask } = context;
      const { verifier, jwks } = issuerOf(settings, world);
      const identities = makeIdentities({ verifier, ask, world, settings });
      return openDoor(context, { contracts, anonymous: false, settings, identities, jwks, waitsFor: verifier.waitsFor, listening });
    },
  });
}

export const gateway = gatewayTo({ contracts: allContracts });

/** For readiness: the question that every module with a store answers. */
export function deadLettersOf(contracts: readonly Contract[]): readonly Operation[] {
  const { listDeadLetters } = operatorsContract.operations;
  return contracts
    .filter(({ service }) => service !== OPERATORS)
    .map(({ service }) => ({ ...listDeadLetters, name: `${service}.list-dead-letters` }));
}
