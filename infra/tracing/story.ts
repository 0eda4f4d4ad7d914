import { type LocalToken, mintToken } from "@teilhabe/platform/http/local-issuer";

/** The trace that the client began, and the span in which it asked. */
export const TRACE = "0af7651916cd43dd8448eb211c80319c";
export const CLIENT_SPAN = "b7ad6b7169203331";
/** What Anna typed; it must be in no span. */
export const TYPED = /Benches|shade/;
const NOTICED_WITHIN_MS = 60_000;
const LOOK_EVERY_MS = 50;

type Sent = { readonly as: LocalToken["as"]; readonly name: string; readonly method?: string; readonly body?: object; readonly traceparent?: string };

/**
 * Ben follows a consultation, Anna submits an idea to it under a trace of her own, and Ben's notice is there.
 * @param issuerFolder with the local issuer's key
 */
export async function tellTheStory(url: string, issuerFolder: string): Promise<void> {
  const send = (path: string, sent: Sent) => request(`${url}/v1${path}`, issuerFolder, sent);
  const staff = { as: "staff", name: "Maria" } as const;
  const { consultation } = await send("/consultations", { ...staff, body: { title: "Parks 2027", description: "What do our parks need?" } });
  await send(`/consultations/${consultation}/publication`, staff);
  await send(`/consultations/${consultation}/phase`, { ...staff, method: "PUT", body: { phase: "ideas" } });
  await send("/subscriptions", { as: "citizen", name: "Ben", body: { topic: { kind: "consultation", id: consultation } } });
  const idea = { consultation, title: "Benches by the pond", text: "There is no shade to sit in." };
  await send("/ideas", { as: "citizen", name: "Anna", body: idea, traceparent: `00-${TRACE}-${CLIENT_SPAN}-01` });
  const giveUpAtMs = Date.now() + NOTICED_WITHIN_MS;
  for (;;) {
    const { items } = await send("/notices", { as: "citizen", name: "Ben", method: "GET" });
    if ((items as { about: string }[]).some(({ about }) => about === "ideas.idea-published.v1")) return;
    if (Date.now() > giveUpAtMs) throw new Error("Ben was not told");
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

async function request(url: string, folder: string, { as, name, method = "POST", body, traceparent }: Sent): Promise<Record<string, unknown>> {
  const headers = {
    authorization: `Bearer ${mintToken(folder, { as, name })}`,
    ...(body !== undefined && { "content-type": "application/json" }),
    ...(traceparent !== undefined && { traceparent }),
  };
  const response = await fetch(url, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${text}`);
  return text === "" ? {} : JSON.parse(text);
}
