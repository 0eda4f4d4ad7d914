import { z } from "zod";
import { defineEvent } from "../event.ts";
import { personForgottenEvent } from "../personal-data.ts";
import { Id, PersonId } from "../shapes.ts";
import { webhookExample } from "./shapes.ts";

export const WebhookDisabled = defineEvent({
  type: "partners.webhook-disabled.v1",
  audience: "internal",
  description: "A webhook failed for days, or its receiver said that it is gone. Its owner should know.",
  data: z.object({ webhook: Id, owner: PersonId, reason: z.enum(["failed-for-days", "gone"]) }),
  subject: "webhook",
  example: { webhook: webhookExample, owner: "0198c5a0-0000-7000-8000-00000000000a", reason: "gone" },
});

export const PersonForgotten = personForgottenEvent("partners");
