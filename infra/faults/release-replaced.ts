import type { Fault } from "./fault.ts";

/** Not a fault of anything: old and new release side by side, until the last process of the old one is replaced. */
export const releaseReplaced: Fault = {
  name: "every process replaced by the new release",
  part: "release",
  async inflict({ cluster }) {
    await cluster.upgrade();
    return { holdMs: 0, heal: async () => undefined };
  },
};
