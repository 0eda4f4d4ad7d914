import { type Refusal, refuse } from "@teilhabe/contracts/refusal";

/** @param epoch of the store: letters and digits */
export function cursorOf(epoch: string, position: number): string {
  return `${epoch}-${position}`;
}

/** The position that a cursor names; 0, the beginning, without one. A cursor of another epoch, or from beyond the end, is refused. */
export function positionOf(cursor: string | undefined, epoch: string, head: number): number | Refusal {
  if (cursor === undefined) return 0;
  const dash = cursor.lastIndexOf("-");
  const position = Number(cursor.slice(dash + 1));
  if (cursor.slice(0, dash) === epoch && position <= head) return position;
  return refuse(
    "cursor-outdated",
    "This cursor is of a log that was rebuilt since. Go on after the cursor in `after`, and drop what you know already by its id.",
    {
      facts: { after: cursorOf(epoch, 0) },
    },
  );
}
