import { type Asked, type Outcome, put } from "@teilhabe/platform/rule";
import { actDocument, type RecordedAct } from "./documents.ts";

/** So long the audit list is kept. */
export const ACTS_KEPT_MS = 5 * 366 * 86_400_000;
/** Deletes acts that were kept long enough. */
export const DROP_ACTS = "drop-acts";
const MONTH = "YYYY-MM".length;
const MONTH_MS = 31 * 86_400_000;

/** One entry of the audit list. The first of a month also plans when the month's entries are deleted. */
export function recordAct(eventId: string, act: RecordedAct, asked: Asked): Outcome<undefined> {
  const month = asked.at.slice(0, MONTH);
  const drop = { kind: DROP_ACTS, id: `drop-acts/${month}`, key: DROP_ACTS, dueAtMs: asked.atMs + ACTS_KEPT_MS + MONTH_MS, data: {} };
  return { writes: [put(actDocument, `${act.service}/${eventId}`, act)], tasks: [drop], answer: undefined };
}
