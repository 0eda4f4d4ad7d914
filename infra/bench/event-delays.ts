import { setTimeout as sleep } from "node:timers/promises";
import { type Target, tokenFor } from "./bench-platform.ts";
import { type Driven, drive, percentiles } from "./drive.ts";
import type { EventReader } from "./event-readers.ts";
import { ideaRequest } from "./ideas.ts";

export const COMMANDS_PER_SECOND = 200;
const SECONDS = 15;
/** Readers have so long to begin, and to end. */
const SETTLE_MS = 1_500;

export type Delays = {
  readonly commands: Driven;
  /** For each reader, from the answer of a command to its event there; an event that came before the answer counts as 0. */
  readonly readers: Readonly<Record<string, { readonly missing: number; readonly msP50: number; readonly msP99: number; readonly msMax: number }>>;
};

/**
 * Submits ideas at a steady pace and looks when their events arrive at each reader.
 * @param warmUpSeconds as long is submitted before at the same pace, and not looked at: processes that have just started compile what they run
 */
export async function eventDelays(target: Target, consultation: string, readers: readonly EventReader[], warmUpSeconds = 0): Promise<Delays> {
  const answeredAt = new Map<string, number>();
  const seenAt = readers.map(() => new Map<string, number>());
  const stops = await Promise.all(
    readers.map(({ follow }, n) =>
      follow(target, ({ subject }) => {
        const seen = seenAt[n];
        if (seen !== undefined && subject !== undefined && !seen.has(subject)) seen.set(subject, performance.now());
      }),
    ),
  );
  await sleep(SETTLE_MS);
  const token = tokenFor(target, "citizen", "bench");
  const submit = (seconds: number, answered: (idea: string) => void) =>
    drive({
      url: target.url,
      connections: 20,
      perSecondMax: COMMANDS_PER_SECOND,
      next: (n) => (n < COMMANDS_PER_SECOND * seconds ? ideaRequest(consultation, token, n) : undefined),
      read: (status, body) => status === 201 && answered((JSON.parse(body) as { idea: string }).idea),
    });
  await submit(warmUpSeconds, () => undefined);
  const commands = await submit(SECONDS, (idea) => answeredAt.set(idea, performance.now()));
  await sleep(SETTLE_MS);
  for (const stop of stops) await stop();
  return { commands, readers: Object.fromEntries(readers.map(({ name }, n) => [name, delaysOf(answeredAt, seenAt[n] ?? new Map())])) };
}

function delaysOf(answeredAt: ReadonlyMap<string, number>, seenAt: ReadonlyMap<string, number>) {
  const delays = [...answeredAt].flatMap(([idea, at]) => {
    const seen = seenAt.get(idea);
    return seen === undefined ? [] : [Math.max(0, seen - at)];
  });
  return { missing: answeredAt.size - delays.length, ...percentiles(delays) };
}
