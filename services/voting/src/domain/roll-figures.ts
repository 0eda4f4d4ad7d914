import type { Channel } from "@teilhabe/contracts/voting/shapes";

/** Where a ballot knows no districts. */
export const WHOLE_CITY = "all";

export type ClaimSizes = readonly { readonly district: string; readonly channel: Channel; readonly size: number }[];
