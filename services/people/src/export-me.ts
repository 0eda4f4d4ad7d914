import { EXPORT_PAGE_BYTES } from "@teilhabe/contracts/people/shapes";
import { isRefusal, type Refusal, refuse } from "@teilhabe/contracts/refusal";
import { NoAnswer } from "@teilhabe/platform/bus/errors";
import { cursorOf, readCursor } from "@teilhabe/platform/paging";

/** A part of what one service keeps of a person, and where its next part begins. */
export type Part = { readonly data: Readonly<Record<string, unknown>>; readonly next?: string | undefined };
/** Asks one service; what it throws as NoAnswer means that the service is away. */
export type Keeper = { readonly service: string; part(person: string, after: string | undefined): Promise<Part | Refusal> };
type Item = { service: string; data?: Record<string, unknown>; unanswered?: true };
export type ExportPage = { items: Item[]; next?: string };

/** The parts of all services one after the other, as many as fit on a page. */
export async function exportPage(keepers: readonly Keeper[], person: string, cursor: string | undefined): Promise<ExportPage | Refusal> {
  const from = cursor === undefined ? (["", ""] as const) : readCursor(cursor, ["string", "string"]);
  let index = from === undefined ? -1 : from[0] === "" ? 0 : keepers.findIndex((keeper) => keeper.service === from[0]);
  if (from === undefined || index < 0) return refuse("bad-cursor", "This is not the `next` of an export's page. Begin without `after`.");

  const items: Item[] = [];
  let bytes = 0;
  let after = from[1] === "" ? undefined : from[1];
  for (let keeper = keepers[index]; keeper !== undefined; keeper = keepers[index]) {
    const part = await partOf(keeper, person, after);
    const item = part === undefined ? { service: keeper.service, unanswered: true as const } : { service: keeper.service, data: { ...part.data } };
    bytes += Buffer.byteLength(JSON.stringify(item));
    if (items.length > 0 && bytes > EXPORT_PAGE_BYTES) return { items, next: cursorOf([keeper.service, after ?? ""]) };
    if (!saysNothingMore(item, items.at(-1))) items.push(item);
    after = part?.next;
    if (after === undefined) index += 1;
  }
  return { items };
}

/** A service's last part may be empty. */
function saysNothingMore(item: Item, before: Item | undefined): boolean {
  return item.service === before?.service && item.data !== undefined && Object.keys(item.data).length === 0;
}

/** @returns undefined when the service does not answer now */
async function partOf(keeper: Keeper, person: string, after: string | undefined): Promise<Part | undefined> {
  try {
    const part = await keeper.part(person, after);
    if (!isRefusal(part)) return part;
    throw new Error(`${keeper.service} refused to say what it keeps of a person: ${part.refused}`);
  } catch (error) {
    if (error instanceof NoAnswer) return undefined;
    throw error;
  }
}
