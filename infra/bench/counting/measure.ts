/** Milliseconds of one measure: the best and the middle of its runs. */
export type Measured = { readonly msBest: number; readonly msMedian: number; readonly runs: number };

/** Runs of one measure, so that a busy machine shows in the difference of best and median. */
const RUNS = 3;

/** Times something several times in this thread. @returns the times, and what it gave the last time */
export function measured<T>(run: () => T, runs = RUNS): { time: Measured; result: T } {
  const times: number[] = [];
  let result = timed(run, times);
  while (times.length < runs) result = timed(run, times);
  const sorted = times.toSorted((a, b) => a - b);
  return { result, time: { msBest: rounded(sorted[0] ?? 0), msMedian: rounded(sorted[Math.floor(runs / 2)] ?? 0), runs } };
}

function timed<T>(run: () => T, times: number[]): T {
  const start = performance.now();
  const result = run();
  times.push(performance.now() - start);
  return result;
}

export function rounded(value: number): number {
  return Number(value.toPrecision(3));
}

/** Memory of this process in MB: what it holds now, and the most it ever held. */
export function memoryMb(): { rss: number; heapUsed: number; peakRss: number } {
  const { rss, heapUsed } = process.memoryUsage();
  return { rss: rounded(rss / 2 ** 20), heapUsed: rounded(heapUsed / 2 ** 20), peakRss: rounded(process.resourceUsage().maxRSS / 1_024) };
}
