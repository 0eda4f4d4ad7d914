import { z } from "zod";
import { defineEvent } from "../event.ts";
import { personForgottenEvent } from "../personal-data.ts";
import { Id, PersonId } from "../shapes.ts";
import { noticeExample } from "./shapes.ts";

export const NoticeCreated = defineEvent({
  type: "notifications.notice-created.v1",
  audience: "internal",
  description: "A notice is in somebody's inbox.",
  data: z.object({ notice: Id, person: PersonId }),
  subject: "person",
  example: { notice: noticeExample, person: "0198c5a0-0000-7000-8000-00000000000a" },
});

export const PersonForgotten = personForgottenEvent("notifications");
