import { afterEach, beforeEach } from "@jest/globals";
import { capacityContract } from "@teilhabe/contracts/capacity/contract";
import type { Offer, OfferSummary, Provider } from "@teilhabe/contracts/capacity/shapes";
import type { SentTo } from "@teilhabe/contracts/operation";
import { citizen, nobody, staff } from "@teilhabe/platform/testing/askers";
import { type Started, started } from "@teilhabe/platform/testing/started";
import { capacity } from "../module.ts";

const { operations } = capacityContract;

/** An id that nothing has. */
export const MISSING = "0198c5a0-0000-7000-8000-0000000000ff";
export const HOUR_MS = 3_600_000;

/** Before each test a platform with capacity alone, and a practice registered in it; stopped afterwards. */
export function practice() {
  const here = {} as { platform: Started; provider: Provider };
  beforeEach(async () => {
    here.platform = await started([capacity]);
    here.provider = await here.platform.done(operations.createProvider, { name: "Praxis am Platz", kind: "practice" }, staff());
  });
  afterEach(() => here.platform.stop());

  /** Whoever keeps the practice's offers. */
  const own = () => citizen("doctor", { grants: [`provider:${here.provider.id}`] });
  return {
    here,
    own,
    publish(more: Partial<SentTo<typeof operations.publishOffer>> = {}): Promise<Offer> {
      const medical = { title: "Sprechstunde", kind: "medical", specialty: "kard", postalCode: "80331", reportEveryMinutes: 1_440 } as const;
      return here.platform.done(operations.publishOffer, { provider: here.provider.id, ...medical, ...more }, own());
    },
    /** The data of all events of a type. */
    async told(type: string): Promise<Record<string, unknown>[]> {
      const events = await here.platform.events("capacity");
      return events.filter((event) => event.type === type).map(({ data }) => data);
    },
    search: async (input: SentTo<typeof operations.searchOffers>): Promise<OfferSummary[]> =>
      (await here.platform.done(operations.searchOffers, input, nobody)).items,
  };
}
