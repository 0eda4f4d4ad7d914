import { type Refusal, refuse } from "@teilhabe/contracts/refusal";
import type { Bus } from "@teilhabe/platform/bus/bus";
import { NoAnswer } from "@teilhabe/platform/bus/errors";
import type { World } from "@teilhabe/platform/clock";
import { statusOf } from "@teilhabe/platform/http/problem";
import type { Log } from "@teilhabe/platform/log";
import { type Admitted, NOBODY, refusedReply } from "../api/admission.ts";
import type { Visit } from "../api/door.ts";
import type { Reply } from "../api/reply.ts";
import { type Connection, openConnection, STREAM_HEADERS } from "./connection.ts";
import { type Feed, makeFeed, textOf } from "./feed.ts";
import { type Pages, pagesOf, type StreamPage } from "./pages.ts";

/** Live streams at the same time; more are refused with 503. */
const STREAMS_MAX = 10_000;
/** A feed that moves while somebody joins is tried so often. */
const JOINS_MAX = 20;
const GONE = 410;

export interface Streams {
  /** Answers a route that streams: undefined once the stream is open, a reply when it cannot be. */
  open(visit: Visit, admitted: Admitted, input: Readonly<Record<string, unknown>>): Promise<Reply | undefined>;
  /** A service said that there may be more. */
  heard(service: string): void;
  stop(): void;
}

export type StreamsNeeds = { readonly passOn: Bus["ask"]; readonly world: World; readonly log: Log };

/** The fields of the input beside the position. */
type Filter = Readonly<Record<string, unknown>>;

/** What clients of the same stream share: questions for pages and the feed; those of one person are that person's own. */
type Channel = { readonly hint: string; readonly shared: boolean; readonly pages: Pages; users: number; feed: Feed | undefined };

export function makeStreams(needs: StreamsNeeds): Streams {
  const channels = new Map<string, Channel>();
  let open = 0;
  let opened = 0;

  const enter = (visit: Visit, admitted: Admitted, input: Readonly<Record<string, unknown>>) => {
    const { after: _, ...filter } = input;
    const shared = visit.route.http.streams?.shared === true;
    opened += 1;
    // The number is this process's own: nothing that a client sends may lead into a channel of somebody else.
    const key = shared ? `${visit.route.operation.name} ${JSON.stringify(filter)}` : `own ${opened}`;
    const channel = channels.get(key) ?? channelOf(needs, visit, admitted, filter, shared);
    channels.set(key, channel);
    channel.users += 1;
    const leave = () => {
      channel.users -= 1;
      if (channel.users === 0) channels.delete(key);
    };
    return { channel, leave };
  };

  return {
    async open(visit, admitted, input) {
      if (visit.exchange.request.method === "HEAD") return { status: 200, headers: STREAM_HEADERS, body: "" };
      if (open >= STREAMS_MAX) return refusedReply(visit, refuse("overloaded", "There are too many live streams just now. Try again in a moment."));
      open += 1;
      const { channel, leave } = enter(visit, admitted, input);
      const left = () => {
        open -= 1;
        leave();
      };
      return begin(needs, visit, admitted, channel, typeof input["after"] === "string" ? input["after"] : undefined, left);
    },
    heard(service) {
      for (const channel of channels.values()) if (channel.hint === service) channel.feed?.heard();
    },
    stop() {
      for (const channel of channels.values()) channel.feed?.stop();
    },
  };
}

function channelOf({ passOn }: StreamsNeeds, { route }: Visit, admitted: Admitted, filter: Filter, shared: boolean): Channel {
  // A stream outlives the request that began it, and its trace; one that anyone may read is read for nobody in particular.
  const { traceparent: _, ...person } = admitted.asker;
  const asker = shared && route.operation.access === "anyone" ? NOBODY : person;
  return { hint: route.http.streams?.hint ?? "", shared, pages: pagesOf({ route, asker, input: filter, passOn }), users: 0, feed: undefined };
}

/** The first page decides whether there is a stream at all; then the connection opens and the rest is sent. */
async function begin(needs: StreamsNeeds, visit: Visit, { identity }: Admitted, channel: Channel, after: string | undefined, left: () => void) {
  const first = await channel.pages.read(after).catch((error: unknown) => {
    left();
    throw error;
  });
  if ("refusal" in first && statusOf(first.refusal.refused, visit.route.operation) !== GONE) {
    left();
    return refusedReply(visit, first.refusal);
  }
  if (visit.exchange.response.destroyed) {
    left();
    return undefined;
  }
  const connection = openConnection(visit.exchange, needs.world, identity?.expiresAtMs);
  connection.onEnd(left);
  follow(needs, channel, connection, first).catch((error: unknown) => {
    if (!(error instanceof NoAnswer)) needs.log.error("a live stream ended by a bug", { error, requestId: visit.exchange.requestId });
    connection.end();
  });
  return undefined;
}

/** Sends page after page until there is nothing more just now, then joins the feed. */
async function follow(
  needs: StreamsNeeds,
  channel: Channel,
  connection: Connection,
  first: StreamPage | { readonly refusal: Refusal },
): Promise<void> {
  let page = first;
  for (let joins = 0; connection.isOpen() && joins < JOINS_MAX; ) {
    if ("refusal" in page) {
      reset(connection, page.refusal);
      return;
    }
    connection.send(textOf(page.frames));
    await connection.taken();
    if (!page.full) {
      if (await joined(needs, channel, connection, page.next)) return;
      joins += 1;
    }
    page = await channel.pages.read(page.next);
  }
  // It comes again where it was.
  connection.end();
}

/** The client's position means nothing any more: says where to go on, as the id from which it connects again. */
function reset(connection: Connection, { refused, facts = {} }: Refusal): void {
  const after = typeof facts["after"] === "string" ? `id: ${facts["after"]}\n` : "";
  connection.send(`event: reset\n${after}data: ${JSON.stringify({ code: refused, ...facts })}\n\n`);
  connection.end();
}

/** A client may be ahead of the feed, which then reads on first. */
async function joined(needs: StreamsNeeds, channel: Channel, connection: Connection, after: string | undefined): Promise<boolean> {
  const feed = channel.feed ?? startFeed(needs, channel, after);
  if (feed.join(connection, after)) return true;
  await feed.catchUp();
  return feed.join(connection, after);
}

function startFeed({ world, log }: StreamsNeeds, channel: Channel, after: string | undefined): Feed {
  const stopped = () => {
    channel.feed = undefined;
  };
  channel.feed = makeFeed({ pages: channel.pages, after, shared: channel.shared, world, log, stopped });
  // What came between the last page and now has given its hint already.
  channel.feed.heard();
  return channel.feed;
}
