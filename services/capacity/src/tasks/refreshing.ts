import type { TaskHandler } from "@teilhabe/platform/module";
import { listingDocument, providerDocument } from "../domain/documents.ts";
import { REFRESHED_AT_ONCE, type Refresh, refreshListings } from "../domain/refresh-listings.ts";
import type { CapacityQueries } from "../queries/capacity-queries.ts";

/** Takes a provider's new name into its listings, page by page. */
export function refreshing(queries: CapacityQueries): TaskHandler<Refresh> {
  return async (desk, { provider: id, after }, asked) => {
    const provider = await desk.load(providerDocument, id);
    if (provider === undefined) return undefined;
    const page = await queries.listingsOf(id, after, REFRESHED_AT_ONCE);
    const listings = await desk.loadMany(
      listingDocument,
      page.map((listing) => listing.id),
    );
    return refreshListings(
      provider,
      listings.filter((listing) => listing !== undefined),
      asked,
    );
  };
}
