import type { partnersContract } from "@teilhabe/contracts/partners/contract";
import { isRefusal, type Refusal, refuse } from "@teilhabe/contracts/refusal";
import type { Desk } from "@teilhabe/platform/decide";
import type { HandlersOf, ModuleContext } from "@teilhabe/platform/module";
import type { Asked, Loaded, Outcome } from "@teilhabe/platform/rule";
import { positionOf } from "./domain/cursor.ts";
import { HEAD_ID, headDocument, laneDocument, type WebhookState, webhookDocument } from "./domain/documents.ts";
import { changeWebhook, createWebhook, deleteWebhook, replayWebhook, rotateSecret } from "./domain/webhook-rules.ts";
import type { PartnerQueries } from "./queries/partner-queries.ts";
import { testOutcome } from "./send-test.ts";
import { targetFault } from "./sending/guarded-agent.ts";
import { shownDelivery, shownWebhook } from "./shown.ts";

type Handlers = Omit<HandlersOf<typeof partnersContract>, "readEvents" | "streamEvents">;
type Parts = {
  readonly context: ModuleContext<PartnerQueries>;
  readonly queries: PartnerQueries;
  readonly epoch: string;
  readonly allowPrivate: boolean;
};
type Signed = Asked & { readonly by: string };

const SECRET_BYTES = 32;
const PERSON_WEBHOOKS_MAX = 100;

/** What partners do with their webhooks. Somebody else's webhook is not found. */
export function webhookOperations({ context, queries, epoch, allowPrivate }: Parts): Handlers {
  const { decide, world } = context;
  const newSecret = () => `whsec_${Buffer.from(world.randomBytes(SECRET_BYTES)).toString("base64")}`;
  const shown = ({ id, version, state }: Loaded<WebhookState>) => shownWebhook(id, version, state, epoch);
  const after = (webhook: Loaded<WebhookState>, state: WebhookState) => shownWebhook(webhook.id, webhook.version + 1, state, epoch);

  return {
    createWebhook: decide(async (desk, input, asked) => {
      const fault = targetFault(input.url, allowPrivate);
      if (fault !== undefined) return refuse("forbidden-address", fault);
      const position = (await desk.load(headDocument, HEAD_ID))?.state.position ?? 0;
      const made = { secret: newSecret(), position };
      const decided = createWebhook(await queries.countWebhooksOf(asked.by ?? ""), input, asked as Signed, made);
      return answering(decided, ({ id, state }) => ({ ...shownWebhook(id, 1, state, epoch), secret: made.secret }));
    }),
    async listWebhooks({ limit, after: cursor }, asked) {
      const found = await queries.webhooksOf(asked.by ?? "", cursor, limit);
      const last = found.at(-1);
      return { items: found.map(shown), ...(found.length === limit && last !== undefined && { next: last.id }) };
    },
    async readWebhook({ webhook: id }, asked) {
      const webhook = await mine(context.store, id, asked);
      return isRefusal(webhook) ? webhook : shown(webhook);
    },
    changeWebhook: decide(async (desk, input, asked) => {
      const webhook = await mine(desk, input.webhook, asked);
      if (isRefusal(webhook)) return webhook;
      const fault = input.url === undefined ? undefined : targetFault(input.url, allowPrivate);
      if (fault !== undefined) return refuse("forbidden-address", fault);
      const decided = changeWebhook(webhook, await desk.load(laneDocument, webhook.id), input, asked);
      return answering(decided, (state) => after(webhook, state));
    }),
    deleteWebhook: decide(async (desk, input, asked) => {
      const webhook = await mine(desk, input.webhook, asked);
      if (isRefusal(webhook)) return webhook;
      await desk.load(laneDocument, webhook.id);
      return deleteWebhook(webhook);
    }),
    rotateSecret: decide(async (desk, input, asked) => {
      const webhook = await mine(desk, input.webhook, asked);
      return isRefusal(webhook) ? webhook : rotateSecret(webhook, newSecret(), asked);
    }),
    sendTestEvent: decide(async (desk, input, asked) => {
      const webhook = await mine(desk, input.webhook, asked);
      return isRefusal(webhook) ? webhook : testOutcome(webhook, asked, context.settings.publicUrl);
    }),
    async listDeliveries({ webhook: id, limit, after: cursor }, asked) {
      const webhook = await mine(context.store, id, asked);
      if (isRefusal(webhook)) return webhook;
      const found = await queries.deliveriesOf(id, cursor, limit);
      const last = found.at(-1);
      return { items: found.map((one) => shownDelivery(one.id, one.state)), ...(found.length === limit && last !== undefined && { next: last.id }) };
    },
    replayWebhook: decide(async (desk, input, asked) => {
      const webhook = await mine(desk, input.webhook, asked);
      if (isRefusal(webhook)) return webhook;
      const head = (await desk.load(headDocument, HEAD_ID))?.state.position ?? 0;
      const position = positionOf(input.after, epoch, head);
      if (isRefusal(position)) return position;
      return answering(replayWebhook(webhook, await desk.load(laneDocument, webhook.id), position, asked), (state) => after(webhook, state));
    }),
    async readPersonData({ person }) {
      const webhooks = await queries.webhooksOf(person, undefined, PERSON_WEBHOOKS_MAX);
      return { data: webhooks.length === 0 ? {} : { webhooks: webhooks.map(shown) } };
    },
  };
}

async function mine(desk: Pick<Desk, "load">, id: string, asked: Asked): Promise<Loaded<WebhookState> | Refusal> {
  const webhook = await desk.load(webhookDocument, id);
  if (webhook !== undefined && webhook.state.owner === asked.by) return webhook;
  return refuse("webhook-not-found", "You have no such webhook.");
}

function answering<From, To>(decided: Refusal | Outcome<From>, shown: (answer: From) => To): Refusal | Outcome<To> {
  return isRefusal(decided) ? decided : { ...decided, answer: shown(decided.answer) };
}
