import { ballotBoxContract } from "@teilhabe/contracts/ballot-box/contract";
import { defineContract } from "@teilhabe/contracts/contract";
import { BadSettings } from "@teilhabe/platform/config";
import { defineModule } from "@teilhabe/platform/module";
import { askedThroughRoutes } from "./api/route.ts";
import type { Identities } from "./auth/identities.ts";
import { deadLettersOf } from "./module.ts";
import { type Opening, openDoor } from "./open-door.ts";

const contract = defineContract({
  service: "secret-door",
  description: "The door that votes come through, as nobody's.",
  operations: {},
  events: {},
});
const contracts = [ballotBoxContract];

/** No request here says who asks, so nobody is ever looked up. */
const nobody: Identities = {
  of: () => {
    throw new Error("the secret door looks nobody up");
  },
  changed: () => undefined,
};

/**
 * The ballot box's routes alone, as an origin of their own on DOOR_PORT: it knows no issuer and asks nobody but the box. On the embedded default it is
 * there only if that port is set.
 */
export function secretDoorOf(options: Pick<Opening, "listening"> = {}) {
  return defineModule({
    name: "secret-door",
    contract,
    asks: [...askedThroughRoutes(contracts), ...deadLettersOf(contracts)],
    start: async (context) => {
      const { settings } = context;
      const { DOOR_PORT: port, BUS_URL } = settings;
      if (port === undefined && BUS_URL === "embedded:") return { operations: {} };
      if (port === undefined) throw new BadSettings("DOOR_PORT is needed: the port of the door through which secret votes come");
      const here = { ...settings, PORT: port };
      return openDoor(context, {
        contracts,
        anonymous: true,
        settings: here,
        identities: nobody,
        jwks: undefined,
        waitsFor: () => undefined,
        ...options,
      });
    },
  });
}

export const secretDoor = secretDoorOf();
