import { createTransport } from "nodemailer";

export type Mail = {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** The same notice always has the same Message-ID, so that a mail sent twice is shown once. */
  readonly id: string;
  /** One-click unsubscribe (RFC 8058): a POST to this address ends it. */
  readonly unsubscribe?: string;
};

export interface Mailer {
  /** @throws what the SMTP server or the way to it said; permanent refusals (5xx) as PermanentlyRefused */
  send(mail: Mail): Promise<void>;
  close(): void;
}

/** The SMTP server refused for good: trying again is of no use. */
export class PermanentlyRefused extends Error {
  override readonly name = "PermanentlyRefused";
}

const CONNECTIONS_MAX = 5;
const TIMEOUT_MS = 20_000;

/** @param url `smtp://user:password@host:port`; undefined: no mail is sent, and there is no mailer */
export function smtpMailer(url: string | undefined, from: string): Mailer | undefined {
  if (url === undefined) return undefined;
  const transport = createTransport({
    url,
    pool: true,
    maxConnections: CONNECTIONS_MAX,
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
  } as Parameters<typeof createTransport>[0]);
  const domain = /@([^\s>]+)/.exec(from)?.[1] ?? "localhost";
  return {
    async send({ to, subject, text, id, unsubscribe }) {
      const list =
        unsubscribe === undefined
          ? {}
          : { "List-Unsubscribe": { prepared: true, value: `<${unsubscribe}>` }, "List-Unsubscribe-Post": "List-Unsubscribe=One-Click" };
      try {
        await transport.sendMail({
          from,
          to,
          subject,
          text,
          messageId: `<${id}@${domain}>`,
          headers: { ...list, "Auto-Submitted": "auto-generated" },
        });
      } catch (error) {
        if (error instanceof Error && "responseCode" in error && Number(error.responseCode) >= 500)
          throw new PermanentlyRefused("the mail server refused the mail for good", { cause: error });
        throw error;
      }
    },
    close: () => transport.close(),
  };
}
