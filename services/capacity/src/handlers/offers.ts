import type { capacityContract } from "@teilhabe/contracts/capacity/contract";
import { isRefusal } from "@teilhabe/contracts/refusal";
import type { Desk } from "@teilhabe/platform/decide";
import type { HandlersOf, ModuleContext } from "@teilhabe/platform/module";
import { cursorOf, pageFrom, readCursor } from "@teilhabe/platform/paging";
import { changeOffer } from "../domain/change-offer.ts";
import { listingDocument, observationDocument, observationId, offerDocument, providerDocument } from "../domain/documents.ts";
import { matchesSearch } from "../domain/matches-search.ts";
import { observationShown } from "../domain/observation.ts";
import { offerShown } from "../domain/offer.ts";
import { type FoundOffer, thereOffer } from "../domain/own-offer.ts";
import { publishOffer } from "../domain/publish-offer.ts";
import { reportCapacity, sourceOf } from "../domain/report-capacity.ts";
import { reportOf } from "../domain/take-report.ts";
import { withdrawOffer } from "../domain/withdraw-offer.ts";
import type { Lookups } from "../lookups.ts";
import type { CapacityQueries } from "../queries/capacity-queries.ts";
import { badCursor } from "./bad-cursor.ts";
import { searchOffers } from "./search-offers.ts";

type Handlers = HandlersOf<typeof capacityContract>;
type Handled =
  | "publishOffer"
  | "changeOffer"
  | "withdrawOffer"
  | "readOffer"
  | "searchOffers"
  | "listSpecialties"
  | "reportCapacity"
  | "listObservations"
  | "findMatching";

export function offerHandlers({ store, decide, ports }: ModuleContext<CapacityQueries>, lookups: Lookups): Pick<Handlers, Handled> {
  const find = async (desk: Pick<Desk, "load">, id: string): Promise<FoundOffer> => ({
    offer: await desk.load(offerDocument, id),
    listing: await desk.load(listingDocument, id),
  });

  return {
    publishOffer: decide(async (desk, { provider, ...input }, asked) =>
      publishOffer({ provider: await desk.load(providerDocument, provider), tables: lookups }, input, asked),
    ),
    changeOffer: decide(async (desk, { offer, ...change }, asked) => changeOffer({ ...(await find(desk, offer)), tables: lookups }, change, asked)),
    withdrawOffer: decide(async (desk, input, asked) => withdrawOffer((await find(desk, input.offer)).offer, input, asked)),
    async readOffer({ offer: id }, asked) {
      const there = thereOffer(await find(store, id));
      return isRefusal(there) ? there : offerShown(id, there.offer.version, there.listing, asked.atMs);
    },
    searchOffers: searchOffers(ports, lookups),
    listSpecialties: () => ({ items: [...lookups.specialties] }),
    reportCapacity: decide(async (desk, { offer, source, ...reported }, asked) => {
      const report = reportOf(sourceOf(source, asked), reported, asked.atMs);
      const found = await find(desk, offer);
      await desk.load(observationDocument, observationId(offer, report));
      return reportCapacity(found, report, asked);
    }),
    async listObservations({ offer, after, limit }) {
      const there = thereOffer(await find(store, offer));
      if (isRefusal(there)) return there;
      const from = after === undefined ? [undefined] : readCursor(after, ["number", "string"]);
      if (from === undefined) return badCursor();
      const [validAtMs, id = ""] = from;
      const found = await ports.observationsOf(offer, validAtMs === undefined ? undefined : { validAtMs, id }, limit + 1);
      const page = pageFrom(found, limit, (last) => cursorOf([last.state.validAtMs, last.id]));
      return { ...page, items: page.items.map(({ state }) => observationShown(state)) };
    },
    async findMatching({ offer, criteria }) {
      const listing = (await store.load(listingDocument, offer))?.state;
      if (listing?.stage !== "published") return { matches: [] };
      return { matches: criteria.flatMap((one, index) => (matchesSearch(listing, one, lookups) ? [index] : [])) };
    },
  };
}
