/** Milliseconds of one measure: the best and the middle of its runs; `cpuMs` is the least processor time, which others on the machine change less. */
export type Measured = { readonly msBest: number; readonly msMedian: number; readonly cpuMs: number; readonly runs: number };

/** Runs of one measure, so that a busy machine shows in the difference of best and median. */
const RUNS = 3;

/** Times something several times in this thread. @returns the times, and what it gave the last time */
export function measured<T>(run: () => T, runs = RUNS): { time: Measured; result: T } {
  const times: Times = { wall: [], cpu: [] };
  let result = timed(run, times);
  while (times.wall.length < runs) result = timed(run, times);
  const sorted = times.wall.toSorted((a, b) => a - b);
  const time = { msBest: sorted[0] ?? 0, msMedian: sorted[Math.floor(runs / 2)] ?? 0, cpuMs: Math.min(...times.cpu) };
  return { result, time: { msBest: rounded(time.msBest), msMedian: rounded(time.msMedian), cpuMs: rounded(time.cpuMs), runs } };
}

type Times = { readonly wall: number[]; readonly cpu: number[] };

function timed<T>(run: () => T, times: Times): T {
  const [start, busy] = [performance.now(), process.cpuUsage()];
  const result = run();
  const { user, system } = process.cpuUsage(busy);
  times.wall.push(performance.now() - start);
  times.cpu.push((user + system) / 1_000);
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
