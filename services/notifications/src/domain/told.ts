import { type Loaded, put, type Write } from "@teilhabe/platform/rule";
import { type ToldState, toldDocument } from "./documents.ts";

/** So long a subscription hears nothing more of places at the same offer. */
export const TOLD_PAUSE_MS = 24 * 3_600_000;

export function wasToldLately(told: Loaded<ToldState> | undefined, atMs: number): boolean {
  return told !== undefined && atMs - told.state.atMs < TOLD_PAUSE_MS;
}

export function tellingNow(id: string, atMs: number): Write {
  return put(toldDocument, id, { atMs });
}
