import { allContracts } from "@teilhabe/contracts/all";
import { placesOf } from "@teilhabe/contracts/documents/places";
import type { Operation } from "@teilhabe/contracts/operation";
import { type LocalToken, mintToken } from "@teilhabe/platform/http/local-issuer";

export type Role = "nobody" | LocalToken["as"];
export const ROLES: readonly Role[] = ["nobody", "citizen", "partner", "staff", "operator"];

/** Ids of things that are really there, by the name of the field that takes them. */
export type Things = Readonly<Record<string, string>>;

/** Made in this order, by the examples of the contracts; each answers with the id of what it made under `gives`. */
const STEPS: readonly {
  readonly operation: string;
  readonly by: LocalToken["as"];
  readonly gives?: string;
  readonly with?: Record<string, unknown>;
}[] = [
  { operation: "ideas.create-consultation", by: "staff", gives: "consultation" },
  { operation: "ideas.publish-consultation", by: "staff" },
  { operation: "ideas.move-phase", by: "staff", with: { phase: "ideas" } },
  { operation: "ideas.submit-idea", by: "citizen", gives: "idea" },
  { operation: "ideas.post-comment", by: "citizen", gives: "comment" },
  { operation: "voting.draft-ballot", by: "staff", gives: "ballot" },
  { operation: "capacity.create-provider", by: "staff", gives: "provider" },
  { operation: "capacity.publish-offer", by: "staff", gives: "offer" },
  { operation: "capacity.put-region", by: "staff" },
  { operation: "notifications.subscribe", by: "citizen", gives: "subscription" },
  { operation: "partners.create-webhook", by: "partner", gives: "webhook" },
];

const operations = new Map<string, Operation>(allContracts.flatMap((contract) => Object.values(contract.operations)).map((one) => [one.name, one]));

export function tokenFor(role: Role, data: string): string | undefined {
  return role === "nobody"
    ? undefined
    : mintToken(data, { as: role, name: `Fuzz ${role}`, claims: { assurance: 4, email: "fuzz@example.org", email_verified: true } });
}

/** Makes one of each thing, where it can as this role, so that the role meets things of its own. */
export async function makeThings(url: string, data: string, role: Role): Promise<Things> {
  let things: Things = { region: "de-09" };
  for (const step of STEPS) {
    const operation = operations.get(step.operation);
    if (operation === undefined) throw new Error(`the contracts have no operation ${step.operation}`);
    const token = tokenFor(mayAsk(operation, role) ? role : step.by, data) ?? "";
    const answer = await ask(url, operation, token, { ...example(operation, things), ...step.with });
    if (step.gives === undefined) continue;
    const id = answer[step.gives] ?? answer["id"];
    if (typeof id !== "string") throw new Error(`${step.operation} answered no ${step.gives}: ${JSON.stringify(answer)}`);
    things = { ...things, [step.gives]: id };
  }
  return things;
}

function mayAsk({ access }: Operation, role: Role): boolean {
  return role !== "nobody" && (typeof access !== "object" || access.grants.includes(role));
}

/** The contract's first example, naming things that are there. */
function example(operation: Operation, things: Things): Record<string, unknown> {
  const given = (operation.examples?.[0] ?? {}) as Record<string, unknown>;
  const { path, query, body } = placesOf(operation);
  const named = [...path, ...query, ...body].filter((field) => field in things && (path.includes(field) || field in given));
  return { ...given, ...Object.fromEntries(named.map((field) => [field, things[field]])) };
}

async function ask(url: string, operation: Operation, token: string, input: Record<string, unknown>): Promise<Record<string, unknown>> {
  const { path, body } = placesOf(operation);
  const filled = path.reduce(
    (text, field) => text.replace(`{${field}}`, encodeURIComponent(String(input[field]))).replace(`{+${field}}`, String(input[field])),
    `${url}/v1${operation.http?.path}`,
  );
  const sent = Object.fromEntries(body.filter((field) => input[field] !== undefined).map((field) => [field, input[field]]));
  const answer = await fetch(filled, {
    method: operation.http?.method ?? "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    ...(body.length > 0 && { body: JSON.stringify(sent) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${operation.name}: ${answer.status} ${text}`);
  return text === "" ? {} : (JSON.parse(text) as Record<string, unknown>);
}
