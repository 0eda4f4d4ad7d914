import { describe, expect, test } from "@jest/globals";
import { castVote } from "@teilhabe/contracts/ballot-box/operations";
import { ideasContract } from "@teilhabe/contracts/ideas/contract";
import { streamEvents } from "@teilhabe/contracts/partners/operations";
import { importRoll } from "@teilhabe/contracts/voting/roll-operations";
import { teilhabeClient } from "./client.ts";
import type { LiveEvent } from "./live.ts";
import { Problem, Unreachable } from "./problem.ts";

const { listIdeas, submitIdea, readIdea } = ideasContract.operations;
const id = "0198c5a0-0000-7000-8000-000000000001";

type Call = { readonly url: string; readonly init: RequestInit };

/** A gateway that answers one thing after the other; the last one for ever. */
function answering(...answers: readonly (() => Response | Promise<Response>)[]) {
  const calls: Call[] = [];
  const fetched = async (url: string | URL | Request, init: RequestInit = {}) => {
    calls.push({ url: String(url), init });
    return (answers[Math.min(calls.length, answers.length) - 1] ?? (() => new Response(null, { status: 500 })))();
  };
  return { calls, fetch: fetched as typeof fetch };
}

const json =
  (body: unknown, status = 200, headers: Record<string, string> = {}) =>
  () =>
    new Response(JSON.stringify(body), { status, headers });
const headersOf = ({ init }: Call) => init.headers as Record<string, string>;

describe("a request", () => {
  test("carries path fields in the path and the others in the query", async () => {
    const gateway = answering(json({ items: [] }));
    await teilhabeClient({ url: "http://gateway/", fetch: gateway.fetch }).ask(listIdeas, { consultation: id, q: "Bänke & Licht", limit: 5 });
    expect(gateway.calls[0]!.url).toBe(`http://gateway/v1/ideas?consultation=${id}&q=B%C3%A4nke+%26+Licht&limit=5`);
    await teilhabeClient({ url: "http://gateway", fetch: gateway.fetch }).ask(readIdea, { idea: id });
    expect(gateway.calls[1]!.url).toBe(`http://gateway/v1/ideas/${id}`);
  });

  test("is a JSON body with an Idempotency-Key for a POST, and a vote needs none", async () => {
    const gateway = answering(json({}));
    const client = teilhabeClient({ url: "http://gateway", token: "t", fetch: gateway.fetch });
    await client.ask(submitIdea, { consultation: id, title: "T", text: "Text" });
    expect(JSON.parse(String(gateway.calls[0]!.init.body))).toEqual({ consultation: id, title: "T", text: "Text" });
    expect(headersOf(gateway.calls[0]!)).toMatchObject({ authorization: "Bearer t", "idempotency-key": expect.any(String) });
    await client.ask(castVote, { ballot: id, credential: "c", key: "0".repeat(64), seq: 1, choice: { options: [] }, nonce: "0".repeat(64) });
    expect(headersOf(gateway.calls[1]!)).not.toHaveProperty("idempotency-key");
  });

  test("sends a raw body under its media type", async () => {
    const gateway = answering(json({ added: 1, known: 0 }));
    await teilhabeClient({ url: "http://gateway", fetch: gateway.fetch }).ask(importRoll, { ballot: id, csv: "email\na@b.example\n" });
    expect(gateway.calls[0]!.init.body).toBe("email\na@b.example\n");
    expect(headersOf(gateway.calls[0]!)["content-type"]).toBe("text/csv");
  });
});

describe("an answer", () => {
  test("that is a refusal is a Problem with code, errors and facts", async () => {
    const details = { code: "seq-stale", detail: "Higher.", facts: { seq: 3 }, errors: [{ pointer: "/seq", message: "low" }] };
    const asked = teilhabeClient({ url: "http://gateway", fetch: answering(json(details, 409)).fetch }).ask(readIdea, { idea: id });
    await expect(asked).rejects.toMatchObject({ name: "Problem", status: 409, code: "seq-stale", facts: { seq: 3 }, errors: [{ pointer: "/seq" }] });
  });

  test("503 and a broken connection are waited for as long as there is patience, with the same Idempotency-Key", async () => {
    const gateway = answering(
      () => Promise.reject(new TypeError("fetch failed")),
      json({ code: "unavailable" }, 503, { "retry-after": "0" }),
      json({ idea: id, version: 1, stage: "published" }, 201),
    );
    const client = teilhabeClient({ url: "http://gateway", patienceMs: 5_000, fetch: gateway.fetch });
    expect(await client.ask(submitIdea, { consultation: id, title: "T", text: "Text" })).toMatchObject({ idea: id });
    expect(new Set(gateway.calls.map((call) => headersOf(call)["idempotency-key"])).size).toBe(1);
  });

  test("that never comes ends in Unreachable, or in the Problem that came last", async () => {
    const gone = answering(() => Promise.reject(new TypeError("fetch failed")));
    await expect(teilhabeClient({ url: "http://gateway", fetch: gone.fetch }).ask(readIdea, { idea: id })).rejects.toBeInstanceOf(Unreachable);
    const busy = answering(json({ code: "unavailable" }, 503));
    await expect(teilhabeClient({ url: "http://gateway", fetch: busy.fetch }).ask(readIdea, { idea: id })).rejects.toBeInstanceOf(Problem);
  });

  test("in pages is one list", async () => {
    const gateway = answering(json({ items: [{ id: "1" }], next: "a" }), json({ items: [{ id: "2" }] }));
    const all = await Array.fromAsync(teilhabeClient({ url: "http://gateway", fetch: gateway.fetch }).all(listIdeas, {}));
    expect(all.map((item) => item.id)).toEqual(["1", "2"]);
    expect(gateway.calls[1]!.url).toContain("after=a");
  });
});

describe("a live stream", () => {
  const stream =
    (...chunks: string[]) =>
    () =>
      new Response(
        new ReadableStream({
          start: (controller) => {
            for (const chunk of chunks) controller.enqueue(new TextEncoder().encode(chunk));
            controller.close();
          },
        }),
      );

  async function taken(gateway: ReturnType<typeof answering>, count: number): Promise<LiveEvent[]> {
    const stopping = new AbortController();
    const events: LiveEvent[] = [];
    for await (const event of teilhabeClient({ url: "http://gateway", fetch: gateway.fetch }).live(streamEvents, {}, { signal: stopping.signal })) {
      events.push(event);
      if (events.length === count) stopping.abort();
    }
    return events;
  }

  test("resumes after the last event when it breaks, in the middle of a line or of a letter too", async () => {
    const gateway = answering(stream('retry: 1\n\nid: e-1\ndata: {"n"', ":1}\n\n: beat\n\nid: e-2\nda"), stream('id: e-2\ndata: {"n":2}\n\n'));
    expect(await taken(gateway, 2)).toEqual([
      { cursor: "e-1", data: { n: 1 } },
      { cursor: "e-2", data: { n: 2 } },
    ]);
    expect(gateway.calls[1]!.url).toContain("after=e-1");
  });

  test("tells of a reset and goes on where the gateway says", async () => {
    const gateway = answering(stream('event: reset\ndata: {"after":"f-0"}\n\n'), stream("id: f-1\ndata: {}\n\n"));
    expect(await taken(gateway, 2)).toEqual([{ reset: { after: "f-0" } }, { cursor: "f-1", data: {} }]);
    expect(gateway.calls[1]!.url).toContain("after=f-0");
  });

  test("ends with the Problem when it is refused", async () => {
    await expect(taken(answering(json({ code: "token-needed" }, 401)), 1)).rejects.toMatchObject({ code: "token-needed" });
  });
});
