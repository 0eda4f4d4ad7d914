import type { Fault } from "./fault.ts";
import { patiently } from "./patiently.ts";

const DELIVERIES = 30;

/** While deliveries arrive. What is signed with neither secret, or after a while still with the old one alone, is refused, and the check tells. */
export const secretRenewed: Fault = {
  name: "webhooks: the secret renewed",
  part: "partners",
  alone: true,
  async inflict({ webhook }) {
    await webhook.renewSecret();
    await patiently(() => webhook.signed().both >= DELIVERIES);
    const { both, newAlone, oldAlone } = webhook.signed();
    if (newAlone > 0) throw new Error(`${newAlone} deliveries were not signed with the old secret, which is good for a day`);
    return {
      holdMs: 0,
      heal: async () => undefined,
      evidence: `${both} deliveries signed with both secrets; ${oldAlone}, already on their way, with the old one alone`,
    };
  },
};
