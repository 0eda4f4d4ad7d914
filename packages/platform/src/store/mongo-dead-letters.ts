import { deadLetterPlace } from "./dead-letter-page.ts";
import { type DeadLetterRow, DURABLE, MAJORITY, type MongoCollections } from "./mongo-collections.ts";
import type { DeadLetter } from "./store.ts";

export async function listDeadLetters(
  { letters }: MongoCollections,
  { limit, after }: { readonly limit: number; readonly after?: string },
): Promise<readonly DeadLetter[]> {
  const [buriedAtMs, id] = deadLetterPlace(after);
  const behind = { $or: [{ buriedAtMs: { $gt: buriedAtMs } }, { buriedAtMs, _id: { $gt: id } }] };
  return (await letters.find(behind, MAJORITY).sort({ buriedAtMs: 1, _id: 1 }).limit(limit).toArray()).map(letterOf);
}

export async function readDeadLetter({ letters }: MongoCollections, id: string): Promise<DeadLetter | undefined> {
  const row = await letters.findOne({ _id: id }, MAJORITY);
  return row === null ? undefined : letterOf(row);
}

export async function discardDeadLetter({ letters }: MongoCollections, id: string): Promise<boolean> {
  return (await letters.deleteOne({ _id: id }, DURABLE)).deletedCount > 0;
}

function letterOf({ _id: id, kind, key, data, attempts, error, buriedAtMs }: DeadLetterRow): DeadLetter {
  return { id, kind, key, data, attempts, error, buriedAtMs };
}
