import { INCIDENTS_MAX } from "@teilhabe/contracts/voting/publication-operations";
import { type Asked, type Outcome, put } from "@teilhabe/platform/rule";
import { type BrokenPromises, brokenPromisesKind } from "./documents.ts";

type Shown = BrokenPromises["items"][number];

/** What is told of a receipt whose vote is not in the log. */
export function incidentOf({ at, leafHash }: Shown) {
  const text =
    `Die Wahlurne hat für eine Stimme eine Quittung ausgestellt, aber die Stimme steht nicht im Protokoll (Eintrag ${leafHash}). ` +
    `The ballot box signed a receipt for a vote that is not in its log (leaf ${leafHash}).`;
  return { at, incident: "receipt-not-in-log", text };
}

/** Published once for each receipt; of a box that breaks so many promises the first hundred are told. */
export function breakPromise(
  ballot: string,
  known: BrokenPromises | undefined,
  leafHash: string,
  { at }: Asked,
): Outcome<{ ballot: string; incident: ReturnType<typeof incidentOf> }> {
  const items = known?.items ?? [];
  const before = items.find((item) => item.leafHash === leafHash);
  const shown = before ?? { at, leafHash };
  const isNew = before === undefined && items.length < INCIDENTS_MAX;
  return {
    ...(isNew && { writes: [put(brokenPromisesKind, ballot, { items: [...items, shown] })] }),
    answer: { ballot, incident: incidentOf(shown) },
  };
}
