import { notVerified } from "./problem.ts";

/** Counts how many keys had voted at each checkpoint; votes come key by key, the log's order is lost. One number is kept for each checkpoint. */
export interface VotersCount {
  /** @param isNew the first vote of a key that has not been seen */
  vote(isNew: boolean, index: number): void;
  /** @throws NotVerified unless each checkpoint says how many had voted */
  compare(stated: readonly number[]): void;
}

/** @param sizes of the checkpoints, ascending */
export function votersCount(sizes: readonly number[]): VotersCount {
  const joined = new Float64Array(sizes.length + 1);
  let earliest: number | undefined;

  function book(): void {
    if (earliest === undefined) return;
    const at = firstAbove(sizes, earliest);
    joined[at] = (joined[at] ?? 0) + 1;
  }

  return {
    vote(isNew, index) {
      if (isNew) book();
      earliest = isNew ? index : Math.min(earliest ?? index, index);
    },
    compare(stated) {
      book();
      earliest = undefined;
      let voters = 0;
      stated.forEach((claimed, i) => {
        voters += joined[i] ?? 0;
        if (voters !== claimed)
          notVerified(
            "checkpoint-voters-wrong",
            `log/checkpoints.jsonl line ${i + 1}`,
            `${voters} had voted by then, but this signed checkpoint says ${claimed}.`,
          );
      });
    },
  };
}

/** The first checkpoint that covers an index. */
function firstAbove(sizes: readonly number[], index: number): number {
  let [low, high] = [0, sizes.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sizes[middle] ?? 0) > index) high = middle;
    else low = middle + 1;
  }
  return low;
}
