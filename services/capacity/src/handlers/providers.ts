import type { capacityContract } from "@teilhabe/contracts/capacity/contract";
import type { Desk } from "@teilhabe/platform/decide";
import { derivedId } from "@teilhabe/platform/derived-id";
import type { HandlersOf, ModuleContext } from "@teilhabe/platform/module";
import { cursorOf, pageFrom, readCursor } from "@teilhabe/platform/paging";
import { changeProvider } from "../domain/change-provider.ts";
import { createProvider } from "../domain/create-provider.ts";
import { listingDocument, observationDocument, observationId, offerDocument, providerDocument } from "../domain/documents.ts";
import { noProvider, providerShown } from "../domain/provider.ts";
import { type FoundFedProvider, takeInProvider } from "../domain/take-in-provider.ts";
import { fedReportOf } from "../domain/take-report.ts";
import type { Lookups } from "../lookups.ts";
import type { CapacityQueries } from "../queries/capacity-queries.ts";
import { badCursor } from "./bad-cursor.ts";

type Handlers = HandlersOf<typeof capacityContract>;
type Handled = "createProvider" | "changeProvider" | "readProvider" | "listProviders" | "takeInProvider";
type Fed = Parameters<Handlers["takeInProvider"]>[0];

export function providerHandlers({ store, decide, ports }: ModuleContext<CapacityQueries>, lookups: Lookups): Pick<Handlers, Handled> {
  return {
    createProvider: decide(async (_desk, input, asked) => createProvider(input, asked)),
    changeProvider: decide(async (desk, { provider, ...change }, asked) =>
      changeProvider(await desk.load(providerDocument, provider), change, asked),
    ),
    async readProvider({ provider }) {
      const found = await store.load(providerDocument, provider);
      return found === undefined ? noProvider() : providerShown(found.id, found.version, found.state);
    },
    async listProviders({ kind, after, limit }) {
      const from = after === undefined ? [undefined] : readCursor(after, ["string", "string"]);
      if (from === undefined) return badCursor();
      const [name, id = ""] = from;
      const found = await ports.providersByName({ kind, after: name === undefined ? undefined : { name, id }, limit: limit + 1 });
      const page = pageFrom(found, limit, (last) => cursorOf([last.sortName, last.id]));
      return { ...page, items: page.items.map((one) => providerShown(one.id, one.version, one.state)) };
    },
    takeInProvider: decide(async (desk, input, asked) => {
      const found = await findFed(desk, input, lookups);
      await loadHistory(desk, found, input.feed);
      return takeInProvider(found, input, asked);
    }),
  };
}

async function findFed(desk: Desk, { feed, reference, offers }: Fed, tables: Lookups): Promise<FoundFedProvider> {
  const id = derivedId("provider", feed, reference);
  const provider = await desk.load(providerDocument, id);
  const ids = offers.map((offer) => derivedId("offer", feed, reference, offer.reference));
  const dropped = Object.values(provider?.state.feed?.offers ?? {}).filter((known) => !ids.includes(known));
  const found = await desk.loadMany(offerDocument, [...ids, ...dropped]);
  const listings = await desk.loadMany(listingDocument, [...ids, ...dropped]);
  return {
    id,
    provider,
    offers: offers.map((fed, index) => ({ id: ids[index] ?? "", fed, listing: listings[index] })),
    dropped: found.slice(ids.length),
    tables,
  };
}

/** So that a correction of what was reported for the same moment replaces it. */
async function loadHistory(desk: Desk, { offers }: FoundFedProvider, feed: string): Promise<void> {
  const ids = offers.flatMap(({ id, fed }) => (fed.capacity === undefined ? [] : [observationId(id, fedReportOf(feed, fed.capacity))]));
  if (ids.length > 0) await desk.loadMany(observationDocument, ids);
}
