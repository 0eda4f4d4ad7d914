import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { connect, type NatsConnection } from "@nats-io/transport-node";
import { type RunningNats, startNats } from "../../../../infra/servers/nats.ts";
import { describeWith } from "../../../../infra/servers/test-servers.ts";
import { provisionStream } from "../provision/provision-streams.ts";
import type { Bus, BusIdentity } from "./bus.ts";
import { bodyOf, event, question, until } from "./bus-harness.ts";
import { openNatsBus } from "./nats-bus.ts";
import { natsPermissions } from "./nats-subjects.ts";

const START_MS = 60_000;
const ideas: BusIdentity = { module: "ideas", asks: [], hears: [] };
const voting: BusIdentity = { module: "voting", asks: ["ideas.echo-this"], hears: ["ideas"] };
const people: BusIdentity = { module: "people", asks: [], hears: [] };

describeWith("nats", "users of a NATS server", () => {
  let folder = "";
  let server: RunningNats;
  let clients: { close(): Promise<void> }[] = [];

  const urlOf = (user: string) => server.url.replace("nats://", `nats://${user}:secret@`);

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "teilhabe-permissions-"));
    const services = [ideas, voting, people].map((one) => ({ user: one.module, password: "secret", permissions: natsPermissions(one) }));
    server = await startNats({ folder, users: [{ user: "administrator", password: "secret" }, ...services] });
    const nc = await connect({ servers: server.url, user: "administrator", pass: "secret" });
    for (const service of ["ideas", "voting", "people"]) await provisionStream(nc, service, 1);
    await nc.close();
  }, START_MS);
  afterAll(async () => {
    await Promise.all(clients.map((client) => client.close()));
    clients = [];
    await server.kill();
    await rm(folder, { recursive: true, force: true });
  }, START_MS);

  async function bus(identity: BusIdentity): Promise<Bus> {
    const opened = await openNatsBus({ url: urlOf(identity.module) }, identity);
    clients.push(opened);
    return opened;
  }
  /** A connection that asks the client for no permission. @returns what the server refused */
  async function raw(user: string): Promise<{ nc: NatsConnection; refused: string[] }> {
    const nc = await connect({ servers: server.url, user, pass: "secret", inboxPrefix: `_INBOX_${user}` });
    const refused: string[] = [];
    void (async () => {
      for await (const status of nc.status()) if (status.type === "error") refused.push(status.error.message);
    })();
    clients.push(nc);
    return { nc, refused };
  }

  test("may do what their module declares: ask, answer, append, read, hear", async () => {
    const [asked, asking] = [await bus(ideas), await bus(voting)];
    await asked.serve(async ({ body }) => ({ body }));
    expect(bodyOf(await asking.ask(question("ideas.echo-this", 7)))).toBe(7);
    let heard = 0;
    await asking.listen("ideas", () => {
      heard += 1;
    });
    await asked.append([event("e1"), event("e2")], 0);
    expect((await asking.read("ideas", 0, 10)).entries.map((entry) => entry.event.id)).toEqual(["e1", "e2"]);
    await until(() => heard > 0);
  });

  describe("may not, whatever their client allows", () => {
    test.each([
      ["ask what they do not declare", "voting", "ask.ideas.publish-idea"],
      ["ask of others at all", "people", "ask.ideas.echo-this"],
      ["append to another's stream", "voting", "events.ideas"],
      ["give hints for another", "voting", "grown.ideas"],
      ["wake another's relay", "voting", "relay.ideas"],
      ["read a stream that they do not hear", "people", "$JS.API.DIRECT.GET.events-ideas"],
      ["make a stream", "ideas", "$JS.API.STREAM.CREATE.events-mine"],
      ["change their own stream", "ideas", "$JS.API.STREAM.UPDATE.events-ideas"],
      ["delete their own stream", "ideas", "$JS.API.STREAM.DELETE.events-ideas"],
      ["answer a question that was not put to them", "people", "_INBOX_voting.guessed.1"],
    ])("%s", async (_what, user, subject) => {
      const { nc, refused } = await raw(user);
      nc.publish(subject, "{}");
      await nc.flush();
      await until(() => refused.length > 0);
      expect(refused[0]).toMatch(/Permissions Violation for Publish/);
    });

    test.each([
      ["serve another's questions", "people", "ask.ideas.*"],
      ["read the answers to others", "people", "_INBOX_voting.>"],
      ["hear hints that they do not declare", "people", "grown.ideas"],
      ["hear events on their way", "voting", "events.ideas"],
      ["hear everything", "voting", ">"],
    ])("%s", async (_what, user, subject) => {
      const { nc, refused } = await raw(user);
      nc.subscribe(subject);
      await nc.flush();
      await until(() => refused.length > 0);
      expect(refused[0]).toMatch(/Permissions Violation for Subscription/);
    });

    test("come without their password", async () => {
      await expect(connect({ servers: server.url, user: "ideas", pass: "guessed", reconnect: false })).rejects.toThrow(/Authorization Violation/);
      await expect(connect({ servers: server.url, reconnect: false })).rejects.toThrow(/Authorization Violation/);
    });
  });
});
