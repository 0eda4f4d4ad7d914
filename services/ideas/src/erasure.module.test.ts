import { afterEach, describe, expect, test } from "@jest/globals";
import type { Asker } from "@teilhabe/contracts/asker";
import { ideasContract } from "@teilhabe/contracts/ideas/contract";
import { peopleContract } from "@teilhabe/contracts/people/contract";
import { defineModule } from "@teilhabe/platform/module";
import type { SqliteDatabase } from "@teilhabe/platform/store/sqlite-database";
import { nobody } from "@teilhabe/platform/testing/askers";
import { type Started, started } from "@teilhabe/platform/testing/started";
import { jpegOf } from "./domain/image-samples.ts";
import { ideas } from "./module.ts";
import { ideasPorts } from "./ports.ts";
import { bert, cleo, ideaIn, openConsultation, told } from "./testing.ts";

const {
  readIdea,
  readHistory,
  listIdeas,
  supportIdea,
  postComment,
  listComments,
  reportIdea,
  editIdea,
  addImage,
  readImage,
  submitIdea,
  readPersonData,
} = ideasContract.operations;
const { moderateIdea, answerIdea, listReports, withdrawIdea } = ideasContract.operations;
const { PersonErased, PersonRenamed } = peopleContract.events;
const MARK = "Zwetschgendatschi";

/** People as this module knows them: names that are asked for, and two events. */
function peopleWith(names: Map<string, string>) {
  const { readNames, requestErasure, updateMe } = peopleContract.operations;
  return defineModule({
    name: "people",
    contract: { ...peopleContract, operations: { readNames, requestErasure, updateMe } },
    documents: [],
    start: ({ decide }) => ({
      operations: {
        readNames: ({ people }) => ({ people: people.map((person) => ({ person, ...(names.has(person) && { name: names.get(person)! }) })) }),
        requestErasure: decide(async (_desk, _input, { by = "" }) => {
          names.delete(by);
          return { facts: [{ type: PersonErased.type, subject: by, data: { person: by } }], answer: { erasure: by } };
        }),
        updateMe: decide(async (_desk, { name }, { by = "" }) => {
          names.set(by, name ?? "");
          return { facts: [{ type: PersonRenamed.type, subject: by, data: { person: by } }], answer: { person: by, version: 1 } };
        }),
      },
    }),
  });
}

const frida: Asker & { by: string } = { by: "0198c5a0-0000-7000-8000-0000000000f1", grants: [] };
let platform: Started;
let database: SqliteDatabase;
/** The module as it is, its database in our sight. */
const watched = {
  ...ideas,
  ports: {
    ...ideasPorts,
    sqlite: (opened: SqliteDatabase) => {
      database = opened;
      return ideasPorts.sqlite(opened);
    },
  },
};
afterEach(() => platform.stop());

async function startedWithNames(): Promise<void> {
  platform = await started([peopleWith(new Map([[frida.by, `${MARK} Name`]])), watched]);
}

describe("names shown", () => {
  test("are learned when somebody writes, and follow every change", async () => {
    await startedWithNames();
    const idea = await ideaIn(platform, await openConsultation(platform), {}, frida);
    await platform.done(postComment, { idea, text: "Ja" }, frida);
    await platform.settle();
    expect((await platform.done(readIdea, { idea }, nobody)).author).toEqual({ city: false, name: `${MARK} Name` });
    await platform.done(peopleContract.operations.updateMe, { name: "Frida" }, frida);
    await platform.settle();
    expect((await platform.done(listIdeas, {}, nobody)).items[0]?.author).toEqual({ city: false, name: "Frida" });
    expect((await platform.done(listComments, { idea }, nobody)).items[0]?.author).toEqual({ city: false, name: "Frida" });
  });
});

describe("erasing a person", () => {
  async function everything(): Promise<{ idea: string; bertsIdea: string; image: string; comment: string; draft: string; gone: string }> {
    const consultation = await openConsultation(platform);
    const idea = await ideaIn(platform, consultation, { title: `${MARK} Titel`, text: `${MARK} Text`, reference: `${MARK}1`, place: place() }, frida);
    const draft = await ideaIn(platform, consultation, { title: `${MARK} Entwurf`, text: MARK, draft: true }, frida);
    const gone = await ideaIn(platform, consultation, { title: `${MARK} zurück`, text: MARK }, frida);
    await platform.done(withdrawIdea, { idea: gone }, frida);
    const bertsIdea = await ideaIn(platform, consultation, {}, bert);
    const { image } = await platform.done(addImage, { idea, base64: Buffer.from(jpegOf({ exif: MARK })).toString("base64") }, frida);
    await platform.done(editIdea, { idea, text: `${MARK} neuer Text` }, { ...frida, idempotency: { key: "k1", fingerprint: "f" } });
    const { comment } = await platform.done(
      postComment,
      { idea: bertsIdea, text: `${MARK} Kommentar` },
      { ...frida, idempotency: { key: "k2", fingerprint: "f" } },
    );
    await platform.done(supportIdea, { idea: bertsIdea }, frida);
    await platform.done(reportIdea, { idea: bertsIdea, ground: "spam", explanation: `${MARK} Grund` }, frida);
    await platform.done(reportIdea, { idea, ground: "insult", explanation: `${MARK} Meldung` }, bert);
    await platform.done(answerIdea, { idea, verdict: "partly", text: `Liebe ${MARK}, danke.` }, cleo);
    await platform.settle();
    await platform.done(moderateIdea, { idea, decision: "keep", reason: "other", statement: `${MARK} bleibt` }, cleo);
    await platform.advance(1_000);
    return { idea, bertsIdea, image, comment, draft, gone };
  }
  const place = () => ({ position: { latitude: 48, longitude: 11 }, label: `${MARK} Ort` });

  async function erased(): Promise<void> {
    await platform.done(peopleContract.operations.requestErasure, {}, frida);
    await platform.settle();
    await platform.advance(1_000);
  }

  test("leaves nothing that the person wrote in any table or event, and says so once", async () => {
    await startedWithNames();
    await everything();
    expect(dump()).toContain(MARK);
    await erased();
    expect(dump()).not.toContain(MARK);
    expect(JSON.stringify(await platform.events("ideas"))).not.toContain(MARK);
    expect((await told(platform)).filter((type) => type === "person-forgotten")).toHaveLength(1);
    await platform.advance(31 * 86_400_000);
    expect(dump({ without: ["_outbox", "_answers"] })).not.toContain(frida.by);
  });

  test("answers 410 for what was public, takes supports and comments out of the counts, and keeps the history", async () => {
    await startedWithNames();
    const { idea, bertsIdea, image, comment, draft, gone } = await everything();
    expect(await platform.done(readIdea, { idea: bertsIdea }, nobody)).toMatchObject({ supports: 1, comments: 1 });
    await erased();
    expect(await platform.ask(readIdea, { idea }, nobody)).toMatchObject({ refused: "idea-erased" });
    expect(await platform.ask(readIdea, { idea: gone }, nobody)).toMatchObject({ refused: "idea-erased" });
    expect(await platform.ask(readIdea, { idea: draft }, nobody)).toMatchObject({ refused: "idea-not-found" });
    expect(await platform.ask(readImage, { idea, image }, nobody)).toMatchObject({ refused: "idea-erased" });
    expect(await platform.ask(listReports, { target: idea }, cleo)).toMatchObject({ refused: "case-not-found" });
    expect((await platform.done(listIdeas, { q: MARK }, nobody)).items).toEqual([]);
    expect(await platform.done(readIdea, { idea: bertsIdea }, nobody)).toMatchObject({ supports: 0, comments: 0 });
    expect((await platform.done(listComments, { idea: bertsIdea }, nobody)).items).toMatchObject([{ id: comment, stage: "withdrawn" }]);
    expect((await platform.done(readHistory, { idea }, nobody)).items.map((step) => step.what)).toEqual([
      "published",
      "edited",
      "edited",
      "answered",
      "kept",
      "erased",
    ]);
    expect((await told(platform)).filter((type) => type === "idea-erased")).toHaveLength(2);
  });

  test("takes nothing more from a token that outlived it", async () => {
    await startedWithNames();
    const { bertsIdea } = await everything();
    await erased();
    const consultation = (await platform.done(readIdea, { idea: bertsIdea }, nobody)).consultation;
    const late = [
      platform.ask(submitIdea, { consultation, title: MARK, text: MARK }, frida),
      platform.ask(supportIdea, { idea: bertsIdea }, frida),
      platform.ask(postComment, { idea: bertsIdea, text: MARK }, frida),
      platform.ask(reportIdea, { idea: bertsIdea, ground: "spam" }, frida),
    ];
    for (const answer of await Promise.all(late)) expect(answer).toMatchObject({ refused: "person-erased" });
    expect(dump()).not.toContain(MARK);
  });

  test("overtakes what the person does at the same moment", async () => {
    await startedWithNames();
    const consultation = await openConsultation(platform);
    const busy = Array.from({ length: 60 }, () => platform.ask(submitIdea, { consultation, title: MARK, text: MARK }, frida));
    await Promise.all([...busy, platform.done(peopleContract.operations.requestErasure, {}, frida)]);
    await platform.settle();
    expect(dump()).not.toContain(MARK);
  });

  test("of a member of staff leaves the city's own ideas, without author", async () => {
    await startedWithNames();
    const erna = { ...frida, grants: ["staff"] };
    const idea = await ideaIn(platform, await openConsultation(platform), { asCity: true }, erna);
    await erased();
    expect(await platform.done(readIdea, { idea }, nobody)).toMatchObject({ title: "Bänke am Weiher", author: { city: true } });
  });

  test("of much goes step by step to its end", async () => {
    await startedWithNames();
    const consultation = await openConsultation(platform);
    const bertsIdea = await ideaIn(platform, consultation, {}, bert);
    for (let n = 0; n < 45; n += 1) await ideaIn(platform, consultation, { title: `${MARK} ${n}` }, frida);
    for (let n = 0; n < 210; n += 1) await platform.done(postComment, { idea: bertsIdea, text: `${MARK} ${n}` }, frida);
    await platform.settle();
    await erased();
    expect(dump()).not.toContain(MARK);
    expect((await told(platform)).filter((type) => type === "person-forgotten")).toHaveLength(1);
  });
});

describe("the copy of one's data", () => {
  test("has everything, part by part, and nothing of others", async () => {
    await startedWithNames();
    const consultation = await openConsultation(platform);
    const bertsIdea = await ideaIn(platform, consultation, {}, bert);
    for (let n = 0; n < 40; n += 1) await ideaIn(platform, consultation, { title: `T${n}`, text: "ü".repeat(9_000) }, frida);
    await platform.done(postComment, { idea: bertsIdea, text: "Mein Kommentar" }, frida);
    await platform.done(supportIdea, { idea: bertsIdea }, frida);
    await platform.done(reportIdea, { idea: bertsIdea, ground: "spam", explanation: "Mein Grund" }, frida);
    const parts: Record<string, unknown[]>[] = [];
    let after: string | undefined;
    do {
      const part = await platform.done(readPersonData, { person: frida.by, ...(after !== undefined && { after }) });
      expect(Buffer.byteLength(JSON.stringify(part))).toBeLessThan(300_000);
      parts.push(part.data as Record<string, unknown[]>);
      after = part.next;
    } while (after !== undefined && parts.length < 50);
    expect(parts.flatMap((part) => part["ideas"] ?? [])).toHaveLength(40);
    expect(parts.flatMap((part) => part["comments"] ?? [])).toMatchObject([{ text: "Mein Kommentar" }]);
    expect(parts.flatMap((part) => part["supports"] ?? [])).toHaveLength(1);
    expect(parts.flatMap((part) => part["reports"] ?? [])).toMatchObject([{ explanation: "Mein Grund" }]);
  });
});

/** Every row of every table of this module, but those of some. */
function dump({ without = [] }: { readonly without?: readonly string[] } = {}): string {
  const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all() as { name: string }[];
  const rows = tables.filter(({ name }) => !without.includes(name)).flatMap(({ name }) => database.raw.prepare(`SELECT * FROM "${name}"`).all());
  return JSON.stringify(rows);
}
