import { writeSync } from "node:fs";
import { realWorld } from "../clock.ts";
import { openSqliteStore } from "./open-sqlite.ts";
import { fact, note, task, write } from "./store-harness.ts";

/** Commits and appends without end; each id goes to stdout once it is acknowledged. */
const AT_ONCE = 20;
const [, , file = "", round = ""] = process.argv;
const { store, stream } = openSqliteStore({ file, module: "probe", documents: [note], world: realWorld() });
let last = 0;

function nextId(): string {
  last += 1;
  return `${round}-${last}`;
}

async function commitOne(): Promise<void> {
  const id = nextId();
  const pair = [write(`left-${id}`, 0, { text: id, tags: [id] }), write(`right-${id}`, 0, { text: id })];
  const { committed } = await store.commit({ id, writes: pair, facts: [fact(id, 1, 0), fact(id, 1, 1)], tasks: [task(id)] });
  if (committed) writeSync(1, `commit ${id}\n`);
}

async function appendOne(): Promise<void> {
  const id = nextId();
  await stream.append([fact(id, 9, 0).event, fact(id, 9, 1).event, fact(id, 9, 2).event], stream.lastSequence());
  writeSync(1, `append ${id}\n`);
}

for (;;) {
  await Promise.all(Array.from({ length: AT_ONCE }, commitOne));
  await commitOne();
  await appendOne();
}
