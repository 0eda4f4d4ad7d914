import type { DeadLetter } from "./store.ts";

/** Where a page of dead letters goes on after this one; still means the same when the letter is gone. */
export function afterDeadLetter({ buriedAtMs, id }: Pick<DeadLetter, "buriedAtMs" | "id">): string {
  return Buffer.from(JSON.stringify([buriedAtMs, id])).toString("base64url");
}

/** @returns the place before the first one when the text is not from `afterDeadLetter` */
export function deadLetterPlace(after: string | undefined): readonly [buriedAtMs: number, id: string] {
  try {
    const place: unknown = JSON.parse(Buffer.from(after ?? "", "base64url").toString());
    if (Array.isArray(place) && typeof place[0] === "number" && typeof place[1] === "string") return [place[0], place[1]];
  } catch {}
  return [-1, ""];
}
