import { randomBytes } from "node:crypto";
import { announcedKind, boxKind, definitionKind } from "@teilhabe/ballot-box/documents";
import { boxPorts } from "@teilhabe/ballot-box/ports";
import { sequencer } from "@teilhabe/ballot-box/sequencer";
import { realWorld } from "@teilhabe/platform/clock";
import { openSqliteStore } from "@teilhabe/platform/store/open-sqlite";

const GROUP = 500;
const DAY = "2026-11-23";

/**
 * Puts made-up votes into a box until its log holds so many, by the box's own stores and sequencer: through the gateway a million would take minutes.
 * @param file of the module, whose process does not run
 */
export async function fillBox(file: string, ballot: string, votes: number): Promise<void> {
  const world = realWorld();
  const opened = openSqliteStore({ file, module: "ballot-box", documents: [boxKind, definitionKind, announcedKind], world });
  try {
    const ports = boxPorts.sqlite(opened.database);
    const sequence = sequencer(ports.log, world.randomBytes);
    for (let { votes: there } = await ports.log.head(ballot); there < votes; there += GROUP) {
      await ports.votes.keep(Array.from({ length: Math.min(GROUP, votes - there) }, () => madeUp(ballot)));
      await sequence.logPending(ballot, 1);
    }
  } finally {
    opened.close();
  }
}

function madeUp(ballot: string) {
  const [key, nonce] = [randomBytes(32).toString("hex"), randomBytes(32).toString("hex")];
  return { ballot, key, seq: 1, choice: '{"options":["option-1","option-2"]}', nonce, day: DAY, late: false };
}
