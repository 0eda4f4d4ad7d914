import { setTimeout as sleep } from "node:timers/promises";
import { question } from "./bus-harness.ts";
import { openNatsBus } from "./nats-bus.ts";

/** How many asks a second, asker and answerer in one process: `node packages/platform/src/bus/nats-speed.ts NATS_URL [seconds]`. */
const [url = "", seconds = "4"] = process.argv.slice(2);
const ideas = await openNatsBus({ url }, { module: "ideas", asks: [], hears: [] });
const voting = await openNatsBus({ url }, { module: "voting", asks: ["ideas.echo-this"], hears: [] });
await ideas.serve(async ({ body }) => ({ body }));
await sleep(100);

async function measure(inFlight: number): Promise<void> {
  const endsAt = performance.now() + Number(seconds) * 1_000;
  const tookMs: number[] = [];
  const one = async () => {
    for (let began = performance.now(); began < endsAt; began = performance.now()) {
      await voting.ask(question("ideas.echo-this", { text: "x".repeat(200) }));
      tookMs.push(performance.now() - began);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, one));
  tookMs.sort((a, b) => a - b);
  const at = (part: number) => (tookMs[Math.floor(tookMs.length * part)] ?? 0).toFixed(1);
  process.stdout.write(`${inFlight} in flight: ${Math.round(tookMs.length / Number(seconds))} asks/s, p50 ${at(0.5)} ms, p99 ${at(0.99)} ms\n`);
}

for (const inFlight of [1, 50, 200]) await measure(inFlight);
await voting.close();
await ideas.close();
