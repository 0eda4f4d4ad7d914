import type { partnersContract } from "@teilhabe/contracts/partners/contract";
import { isRefusal } from "@teilhabe/contracts/refusal";
import type { Handler } from "@teilhabe/platform/module";
import type { Store } from "@teilhabe/platform/store/store";
import { cursorOf, positionOf } from "./domain/cursor.ts";
import { HEAD_ID, headDocument } from "./domain/documents.ts";
import type { PartnerQueries } from "./queries/partner-queries.ts";

type Operations = typeof partnersContract.operations;

/** Reading the log, page by page; the live stream is made of the same pages. */
export function reading(store: Store, queries: PartnerQueries, epoch: string) {
  const readEvents: Handler<Operations["readEvents"]> = async ({ after, limit, types }) => {
    const head = (await store.load(headDocument, HEAD_ID))?.state.position ?? 0;
    const position = positionOf(after, epoch, head);
    if (isRefusal(position)) return position;
    const entries = await queries.entriesAfter(position, types ?? [], limit);
    // Fewer than asked for: everything up to the head was looked at, also what is not wanted.
    const reached = entries.length < limit ? Math.max(position, head, entries.at(-1)?.position ?? 0) : (entries.at(-1)?.position ?? position);
    return { items: entries.map((entry) => ({ cursor: cursorOf(epoch, entry.position), event: entry.event })), next: cursorOf(epoch, reached) };
  };
  return { readEvents, streamEvents: readEvents as Handler<Operations["streamEvents"]> };
}
