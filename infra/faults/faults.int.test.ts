import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { describeWith } from "../servers/test-servers.ts";
import { check } from "./check.ts";
import { faultsNamed } from "./deck.ts";
import { isGood, textOf } from "./report.ts";
import { runFaults } from "./run.ts";

const LIMIT_MS = 900_000;
/** The hardest to get right; with this seed some come at the same time. */
const SHORT = [
  "relay: killed between",
  "relay: paused there",
  "store: the answer of a commit lost",
  "webhooks: senders killed",
  "Kafka's bridge: killed between",
  "NATS: killed",
];
const SEED = 43;

/** The run starts servers of its own; that there are some shows that they can be had here. */
describeWith("kafka", "a cluster under load while parts of it die", () => {
  test(
    "loses nothing that was acknowledged and does nothing twice; a loss, a double effect and a missing event that are planted are found",
    async () => {
      const folder = await mkdtemp(join(tmpdir(), "teilhabe-faults-"));
      const said: string[] = [];
      const log = (line: string) => void said.push(line);
      const faults = faultsNamed(SHORT);
      const report = await runFaults({ seed: SEED, faults, minutes: undefined, folder, log, signal: new AbortController().signal });
      if (!isGood(report)) throw new Error([...said, textOf(report), `logs in ${folder}`].join("\n"));
      const { observed, entries, episodes, redelivered } = report;
      expect(episodes.flatMap(({ evidence }) => evidence)).toHaveLength(SHORT.length - 1); // NATS has no moment to hit
      expect(episodes.flatMap(({ evidence }) => evidence).filter((text) => /^[1-9]\d* in the stream/.test(text))).toHaveLength(2);
      expect(observed.ideas.length * observed.result.votes).toBeGreaterThan(0);
      expect([redelivered["webhook"], redelivered["Kafka"]].map((times) => (times ?? 0) > 0)).toEqual([true, true]);

      const lost = check(entries, { ...observed, ideas: observed.ideas.slice(1) });
      const twice = check(entries, { ...observed, ideas: [...observed.ideas, ...observed.ideas.slice(0, 1)] });
      const uncounted = check(entries, { ...observed, result: { ...observed.result, votes: observed.result.votes - 1 } });
      const unread = observed.readers.map(({ name, events }) => ({ name, events: name === "Kafka" ? events.slice(0, 1) : events }));
      const missing = check(entries, { ...observed, readers: unread });
      expect([lost, twice, uncounted, missing].map((found) => found[0]?.kind)).toEqual(["lost", "twice", "votes", "missing"]);
      await rm(folder, { recursive: true, force: true });
    },
    LIMIT_MS,
  );
});
