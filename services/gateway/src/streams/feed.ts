import { NoAnswer } from "@teilhabe/platform/bus/errors";
import type { World } from "@teilhabe/platform/clock";
import type { Log } from "@teilhabe/platform/log";
import type { Connection } from "./connection.ts";
import { paced, repeating } from "./paced.ts";
import type { Frame, Pages, StreamPage } from "./pages.ts";

/** Without a hint a feed looks so often, because hints may be lost. */
const LOOK_EVERY_MS = 10_000;
/** Between the beginnings of two reads of a feed that many share; more with many members, so that each writing takes more along. */
const SHARED_GAP_MS = 15;
const MEMBERS_FOR_ONE_MS_MORE = 20;
/** The same of one person's own feed, which every hint of the service wakes, whomever it is for. */
const OWN_GAP_MS = 1_000;
/** The newest frames, for those who join between two reads. */
const RECENT_MAX = 1_000;

/** Reads on from a position and sends what comes to all its members. */
export interface Feed {
  /** Takes in a connection that has seen everything up to the cursor. False: that position is not known here. */
  join(connection: Connection, after: string | undefined): boolean;
  /** There may be more. */
  heard(): void;
  /** Reads now; done when everything that was there has been sent. */
  catchUp(): Promise<void>;
  /** Ends all connections. */
  stop(): void;
}

export type FeedNeeds = {
  readonly pages: Pages;
  readonly after: string | undefined;
  readonly shared: boolean;
  readonly world: World;
  readonly log: Log;
  /** It has stopped: the last member has left, or its position is gone. */
  readonly stopped: () => void;
};

type Reading = { position: string | undefined; recent: readonly Frame[]; stopped: boolean; readonly members: Set<Connection> };

export function makeFeed(needs: FeedNeeds): Feed {
  const reading: Reading = { position: needs.after, recent: [], stopped: false, members: new Set() };
  const stop = () => {
    if (reading.stopped) return;
    reading.stopped = true;
    looking.stop();
    stopLooking();
    for (const member of reading.members) member.end();
    needs.stopped();
  };
  const gapMs = () => (needs.shared ? SHARED_GAP_MS + reading.members.size / MEMBERS_FOR_ONE_MS_MORE : OWN_GAP_MS);
  const looking = paced(needs.world, gapMs, () => readOn(needs, reading, stop));
  const stopLooking = repeating(needs.world, LOOK_EVERY_MS, looking.ask);
  return {
    join(connection, after) {
      const missed = reading.stopped ? undefined : missedSince(reading, after);
      if (missed === undefined) return false;
      if (missed.length > 0) connection.send(textOf(missed));
      reading.members.add(connection);
      connection.onEnd(() => {
        reading.members.delete(connection);
        if (reading.members.size === 0) stop();
      });
      return true;
    },
    heard: looking.ask,
    catchUp: looking.now,
    stop,
  };
}

async function readOn({ pages, log }: FeedNeeds, reading: Reading, stop: () => void): Promise<void> {
  try {
    for (let full = true; full && !reading.stopped; ) {
      const page = await pages.read(reading.position);
      // The connections end; whoever comes again is told at the door.
      if ("refusal" in page) {
        stop();
        return;
      }
      take(reading, page);
      full = page.full;
    }
  } catch (error) {
    log[error instanceof NoAnswer ? "debug" : "error"]("a live stream could not be read on; looking again later", { error });
  }
}

function take(reading: Reading, { frames, next }: StreamPage): void {
  reading.position = next;
  if (frames.length === 0) return;
  reading.recent = [...reading.recent, ...frames].slice(-RECENT_MAX);
  const text = textOf(frames);
  for (const member of reading.members) member.send(text);
}

/** @returns undefined when the position is neither the newest nor among the recent ones */
function missedSince({ recent, position }: Reading, after: string | undefined): readonly Frame[] | undefined {
  if (after === position) return [];
  const index = recent.findLastIndex((frame) => frame.cursor === after);
  return index < 0 ? undefined : recent.slice(index + 1);
}

export function textOf(frames: readonly Frame[]): string {
  return frames.map((frame) => frame.text).join("");
}
