import { type Asked, type Loaded, type Outcome, put, type TaskDraft } from "@teilhabe/platform/rule";
import { listingDocument } from "./documents.ts";
import type { ListingState } from "./offer.ts";
import type { ProviderState } from "./provider.ts";

export const REFRESH = "refresh-listings";
/** Listings that are written with one commit. */
export const REFRESHED_AT_ONCE = 200;

/** Names shown with offers follow their provider's. */
export type Refresh = { readonly provider: string; readonly after?: string };

export function refreshTask(provider: string, asked: Asked, after?: string): TaskDraft {
  const data: Refresh = { provider, ...(after !== undefined && { after }) };
  return { kind: REFRESH, id: `${REFRESH}/${provider}/${asked.newId()}`, key: `${REFRESH}/${provider}`, dueAtMs: asked.atMs, data };
}

/** @param listings one page, by id */
export function refreshListings(provider: Loaded<ProviderState>, listings: readonly Loaded<ListingState>[], asked: Asked): Outcome<undefined> {
  const shown = { id: provider.id, name: provider.state.name, kind: provider.state.kind };
  const last = listings.at(-1);
  return {
    writes: listings.flatMap(({ id, state }) => (state.stage === "withdrawn" ? [] : [put(listingDocument, id, { ...state, provider: shown })])),
    tasks: listings.length < REFRESHED_AT_ONCE || last === undefined ? [] : [refreshTask(provider.id, asked, last.id)],
    answer: undefined,
  };
}
