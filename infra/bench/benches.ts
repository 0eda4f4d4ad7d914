import { benchBox } from "./box.ts";
import { benchClusterCommands } from "./cluster/commands.ts";
import { benchClusterEvents } from "./cluster/events.ts";
import { benchClusterScale } from "./cluster/scale.ts";
import { benchClusterVotes } from "./cluster/votes.ts";
import { benchCredentials } from "./credentials.ts";
import { benchEvents } from "./events.ts";
import type { Measured } from "./figure.ts";
import { benchGrowth } from "./growth.ts";
import { benchReads } from "./reads.ts";
import { benchSearch } from "./search.ts";
import { benchVotes } from "./votes.ts";

/** How much of everything; a smaller run is for trying things out. */
export const SIZES = { votes: 40_000, ideas: 100_000, offers: 100_000, clients: 1_000, secret: 4_000, leaves: 1_000_000 };
export type Sizes = Readonly<typeof SIZES>;

export type Bench = {
  readonly about: string;
  /** Embedded ones need nothing but Node; those of the cluster need what `infra/servers` needs. */
  readonly group: "embedded" | "cluster";
  readonly measure: (sizes: Sizes) => Promise<Measured>;
};

/** Everything that `npm run bench` can measure. */
export const BENCHES: Readonly<Record<string, Bench>> = {
  votes: {
    group: "embedded",
    about: "durable votes over HTTP against a bare app that keeps the same rows",
    measure: ({ votes }) => benchVotes(votes),
  },
  events: { group: "embedded", about: "from a command's answer to its event at SSE clients", measure: ({ clients }) => benchEvents(clients) },
  reads: { group: "embedded", about: "lists of ideas at any depth, and a page of 20", measure: ({ ideas }) => benchReads(ideas) },
  search: { group: "embedded", about: "offers near a point with three filters", measure: ({ offers }) => benchSearch(offers) },
  growth: { group: "embedded", about: "votes and start after kill -9 with a full box", measure: () => benchGrowth([1_000, 100_000, 1_000_000]) },
  box: {
    group: "embedded",
    about: "secret votes, the sequencer beside votes, and tiles of a large log",
    measure: ({ votes, secret, leaves }) => benchBox({ votes: Math.ceil(votes / 2), secret, leaves }),
  },
  credentials: {
    group: "embedded",
    about: "blind credentials of a secret ballot, with 2048 bits",
    measure: ({ secret }) => benchCredentials(secret),
  },
  "cluster-votes": { group: "cluster", about: "votes through gateway, NATS and MongoDB", measure: ({ votes }) => benchClusterVotes(votes) },
  "cluster-commands": { group: "cluster", about: "ideas submitted and supported", measure: benchClusterCommands },
  "cluster-events": { group: "cluster", about: "from a command's answer to its event at every kind of reader", measure: benchClusterEvents },
  "cluster-scale": { group: "cluster", about: "1, 2 and 4 replicas of a service, each with a share of a core", measure: benchClusterScale },
};
