import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "@jest/globals";
import { defineContract } from "@teilhabe/contracts/contract";
import { type EventDefinition, factOf } from "@teilhabe/contracts/event";
import { CommentAuthored } from "@teilhabe/contracts/ideas/comment-events";
import { AnswerPublished, IdeaAuthored, IdeaPublished } from "@teilhabe/contracts/ideas/events";
import { notificationsContract } from "@teilhabe/contracts/notifications/contract";
import { defineOperation } from "@teilhabe/contracts/operation";
import { PersonErased } from "@teilhabe/contracts/people/events";
import { CredentialReissued, ResultPublished } from "@teilhabe/contracts/voting/events";
import { defineModule } from "@teilhabe/platform/module";
import { put } from "@teilhabe/platform/rule";
import { citizen, nobody, personNamed } from "@teilhabe/platform/testing/askers";
import { type Started, started } from "@teilhabe/platform/testing/started";
import { type ParsedMail, simpleParser } from "mailparser";
import { SMTPServer } from "smtp-server";
import { z } from "zod";
import { notifications } from "./module.ts";

const { operations } = notificationsContract;
const idea = IdeaPublished.example.idea;
const consultation = IdeaPublished.example.consultation;
const ballot = ResultPublished.example.ballot;

/** A module that announces whatever it is told to. */
function announcing(service: string, ...events: readonly EventDefinition[]) {
  const announce = defineOperation({
    name: `${service}.announce-any`,
    summary: "Test",
    access: "service",
    input: z.object({ type: z.string(), data: z.record(z.string(), z.unknown()) }),
    output: z.object({}),
    refusals: {},
  });
  const noted = { name: "noted", schema: 1 };
  const module = defineModule({
    name: service,
    contract: defineContract({
      service,
      description: "Test",
      operations: { announce },
      events: Object.fromEntries(events.map((event) => [event.type, event])),
    }),
    documents: [noted],
    start: ({ decide }) => ({
      operations: {
        announce: decide(async (_desk, { type, data }, asked) => {
          const event = events.find((one) => one.type === type);
          if (event === undefined) throw new Error(type);
          return { writes: [put(noted, asked.newId(), {})], facts: [factOf(event, data as never)], answer: {} };
        }),
      },
    }),
  });
  return { module, announce };
}

const ideas = announcing("ideas", IdeaPublished, IdeaAuthored, AnswerPublished, CommentAuthored);
const voting = announcing("voting", ResultPublished, CredentialReissued);
const people = announcing("people", PersonErased);
const modules = [people.module, ideas.module, voting.module, notifications];

let platform: Started;
let mails: ParsedMail[] = [];
let smtp: SMTPServer | undefined;

async function start(settings: Record<string, string> = {}): Promise<void> {
  platform = await started(modules, { settings });
}

async function startWithMail(refuse = false): Promise<void> {
  mails = [];
  smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onRcptTo: (_address, _session, done) => done(refuse ? Object.assign(new Error("no such mailbox"), { responseCode: 550 }) : undefined),
    onData: (stream, _session, done) => {
      simpleParser(stream).then((mail) => {
        mails.push(mail);
        done();
      }, done);
    },
  });
  await new Promise<void>((resolve) => smtp!.listen(0, "127.0.0.1", resolve));
  const { port } = smtp.server.address() as AddressInfo;
  await start({ MAIL_URL: `smtp://127.0.0.1:${port}`, PUBLIC_URL: "https://teilhabe.example" });
}

afterEach(async () => {
  await platform.stop();
  await new Promise<void>((resolve) => (smtp === undefined ? resolve() : smtp.close(() => resolve())));
  smtp = undefined;
});

async function announce(from: typeof ideas, event: EventDefinition, data: Record<string, unknown>): Promise<void> {
  await platform.done(from.announce, { type: event.type, data });
  await platform.settle();
}

async function inbox(name: string) {
  return (await platform.done(operations.listNotices, { limit: 100 }, citizen(name))).items;
}

describe("a subscription", () => {
  test("brings one notice for one event, however many topics it belongs to", async () => {
    await start();
    await platform.done(operations.subscribe, { topic: { kind: "idea", id: idea } }, citizen("anna"));
    await platform.done(operations.subscribe, { topic: { kind: "consultation", id: consultation } }, citizen("anna"));
    await announce(ideas, AnswerPublished, { ...AnswerPublished.example });
    expect((await inbox("anna")).map(({ about, topic }) => ({ about, topic }))).toEqual([
      { about: "ideas.answer-published.v1", topic: { kind: "idea", id: idea } },
    ]);
  });

  test("is the same when made twice, and reaches every one of many", async () => {
    await start();
    const names = Array.from({ length: 450 }, (_, n) => `citizen-${n}`);
    for (const name of names) await platform.done(operations.subscribe, { topic: { kind: "ballot", id: ballot } }, citizen(name));
    const again = await platform.done(operations.subscribe, { topic: { kind: "ballot", id: ballot } }, citizen("citizen-0"));
    expect((await platform.done(operations.listSubscriptions, {}, citizen("citizen-0"))).items).toEqual([again]);
    await announce(voting, ResultPublished, { ...ResultPublished.example });
    const counts = await Promise.all(names.map(async (name) => (await inbox(name)).length));
    expect(counts.every((count) => count === 1)).toBe(true);
  });

  test("ends", async () => {
    await start();
    const { id } = await platform.done(operations.subscribe, { topic: { kind: "ballot", id: ballot } }, citizen("anna"));
    expect(await platform.ask(operations.unsubscribe, { subscription: id }, citizen("ben"))).toMatchObject({ refused: "subscription-not-found" });
    await platform.done(operations.unsubscribe, { subscription: id }, citizen("anna"));
    await announce(voting, ResultPublished, { ...ResultPublished.example });
    expect(await inbox("anna")).toEqual([]);
  });

  test("to one's own idea comes by itself, and one's own comment is no news", async () => {
    await start();
    await announce(ideas, IdeaAuthored, { idea, consultation, person: personNamed("anna") });
    await announce(ideas, CommentAuthored, { ...CommentAuthored.example, idea, consultation, person: personNamed("anna") });
    expect(await inbox("anna")).toEqual([]);
    const comment = "0198c5a0-0000-7000-8000-0000000000a2";
    await announce(ideas, CommentAuthored, { ...CommentAuthored.example, comment, idea, consultation, person: personNamed("ben") });
    expect(await inbox("anna")).toHaveLength(1);
  });
});

describe("the inbox", () => {
  test("speaks the reader's language, is paged newest first, and knows what was read", async () => {
    await start();
    await platform.done(operations.subscribe, { topic: { kind: "ballot", id: ballot } }, citizen("anna"));
    await announce(voting, ResultPublished, { ...ResultPublished.example });
    await announce(voting, CredentialReissued, { ballot, person: personNamed("anna"), at: "2026-11-23T10:00:00.000Z" });
    const first = await platform.done(operations.listNotices, { limit: 1 }, citizen("anna"));
    const second = await platform.done(operations.listNotices, { limit: 1, after: first.next }, citizen("anna"));
    expect([...first.items, ...second.items].map(({ about }) => about)).toEqual(["voting.credential-reissued.v1", "voting.result-published.v1"]);
    expect(second.items[0]!.title).toBe("Das Ergebnis ist da");
    await platform.done(operations.changePreferences, { language: "en" }, citizen("anna"));
    expect((await inbox("anna"))[1]!.title).toBe("The result is out");
    await platform.done(operations.readNotice, { notice: second.items[0]!.id }, citizen("anna"));
    expect((await platform.done(operations.listNotices, { unread: true }, citizen("anna"))).items).toHaveLength(1);
  });

  test("can be followed from any notice on", async () => {
    await start();
    await platform.done(operations.subscribe, { topic: { kind: "ballot", id: ballot } }, citizen("anna"));
    await announce(voting, ResultPublished, { ...ResultPublished.example });
    const page = await platform.done(operations.streamNotices, {}, citizen("anna"));
    await announce(voting, CredentialReissued, { ballot, person: personNamed("anna"), at: "2026-11-23T10:00:00.000Z" });
    const rest = await platform.done(operations.streamNotices, { after: page.next }, citizen("anna"));
    expect(rest.items.map(({ about }) => about)).toEqual(["voting.credential-reissued.v1"]);
  });
});

describe("e-mail", () => {
  async function confirmed(name: string): Promise<void> {
    await platform.done(operations.setAddress, { address: `${name}@example.org` }, citizen(name));
    await platform.settle();
    const token = /confirmations\/([\w-]+)/.exec(mails.at(-1)!.text ?? "")?.[1] ?? "";
    await platform.done(operations.confirmAddress, { token, form: "confirm=1" }, nobody);
  }

  test("goes out after double opt-in, with one-click unsubscribe, and not without", async () => {
    await startWithMail();
    await platform.done(operations.subscribe, { topic: { kind: "ballot", id: ballot } }, citizen("anna"));
    await platform.done(operations.setAddress, { address: "ben@example.org" }, citizen("ben"));
    await platform.done(operations.subscribe, { topic: { kind: "ballot", id: ballot } }, citizen("ben"));
    await confirmed("anna");
    const before = mails.length;
    await announce(voting, ResultPublished, { ...ResultPublished.example });
    expect(mails.slice(before).map((mail) => mail.headers.get("to"))).toMatchObject([{ text: "anna@example.org" }]);
    const mail = mails.at(-1)!;
    expect(mail.subject).toBe("Das Ergebnis ist da");
    const list = mail.headers.get("list") as { unsubscribe: { url: string }; "unsubscribe-post"?: unknown };
    expect(list.unsubscribe.url).toMatch(/^https:\/\/teilhabe\.example\/v1\/unsubscribe\/[\w-]+$/);
    expect(String(mail.headerLines.find(({ key }) => key === "list-unsubscribe-post")?.line)).toContain("List-Unsubscribe=One-Click");
  });

  test("ends with one click, also when clicked twice", async () => {
    await startWithMail();
    await platform.done(operations.subscribe, { topic: { kind: "ballot", id: ballot } }, citizen("anna"));
    await confirmed("anna");
    await announce(voting, ResultPublished, { ...ResultPublished.example });
    const token = /unsubscribe\/([\w-]+)/.exec(mails.at(-1)!.text ?? "")?.[1] ?? "";
    for (let click = 0; click < 2; click++) await platform.done(operations.unsubscribeByMail, { token, form: "List-Unsubscribe=One-Click" }, nobody);
    expect((await platform.done(operations.listSubscriptions, {}, citizen("anna"))).items).toEqual([]);
  });

  test("speaks plain German to those who chose it", async () => {
    await startWithMail();
    await platform.done(operations.subscribe, { topic: { kind: "ballot", id: ballot } }, citizen("anna"));
    await confirmed("anna");
    await platform.done(operations.changePreferences, { language: "de-x-leicht" }, citizen("anna"));
    await announce(voting, ResultPublished, { ...ResultPublished.example });
    expect(mails.at(-1)!.text).toContain("Wer hat gewonnen?");
  });

  test("to an address of a verified claim needs no confirmation", async () => {
    await startWithMail();
    const anna = citizen("anna", { email: "anna@city.example" });
    expect(await platform.done(operations.changePreferences, { email: true }, anna)).toMatchObject({
      email: true,
      address: { masked: "a…@city.example", state: "confirmed" },
    });
  });

  test("that is refused for good is not tried for ever, and the notice stays in the inbox", async () => {
    await startWithMail(true);
    const anna = citizen("anna", { email: "anna@city.example" });
    await platform.done(operations.changePreferences, { email: true }, anna);
    await platform.done(operations.subscribe, { topic: { kind: "ballot", id: ballot } }, anna);
    await announce(voting, ResultPublished, { ...ResultPublished.example });
    expect(await inbox("anna")).toHaveLength(1);
    expect(await platform.modules.find(({ name }) => name === "notifications")!.store!.figures(platform.world.nowMs())).toMatchObject({
      tasksDue: 0,
      deadLetters: 0,
    });
  });
});

test("after erasure nothing of the person is left, and the service says so", async () => {
  await startWithMail();
  const anna = citizen("anna", { email: "marker@city.example" });
  await platform.done(operations.changePreferences, { email: true }, anna);
  await platform.done(operations.subscribe, { topic: { kind: "ballot", id: ballot } }, anna);
  await announce(voting, ResultPublished, { ...ResultPublished.example });
  await announce(people, PersonErased, { person: personNamed("anna") });
  const { data } = await platform.done(operations.readPersonData, { person: personNamed("anna") });
  expect(data).toEqual({ subscriptions: [], notices: [] });
  expect((await platform.events("notifications")).map((event) => event.type)).toContain("notifications.person-forgotten.v1");
  expect(JSON.stringify(await platform.events("notifications"))).not.toContain("marker");
});
