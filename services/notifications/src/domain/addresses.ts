import { CONFIRM_WITHIN_HOURS } from "@teilhabe/contracts/notifications/shapes";
import { type Refusal, refuse } from "@teilhabe/contracts/refusal";
import { type Asked, type Loaded, type Outcome, put } from "@teilhabe/platform/rule";
import { type RecipientState, recipientDocument } from "./documents.ts";

const HOUR_MS = 3_600_000;
/** A mail to confirm an address goes out at most so often to one person. */
const CONFIRMATION_PAUSE_MS = 60_000;
export const SEND_CONFIRMATION = "send-confirmation";

/** A person who never chose anything. */
export function newRecipient(asked: Asked, token: string): RecipientState {
  return { email: false, language: asked.language ?? "de", token };
}

export type Choice = { readonly email?: boolean | undefined; readonly language?: string | undefined };

/** The address of a verified claim counts at once. */
export function changePreferences(recipient: RecipientState, choice: Choice, asked: Asked): Refusal | Outcome<RecipientState> {
  const fromClaim =
    recipient.address?.confirmed === true || asked.email === undefined
      ? {}
      : { address: { value: asked.email, confirmed: true, askedAtMs: asked.atMs } };
  const state: RecipientState = {
    ...recipient,
    ...fromClaim,
    ...(choice.email !== undefined && { email: choice.email }),
    ...(choice.language !== undefined && { language: choice.language }),
  };
  if (choice.email === true && state.address?.confirmed !== true)
    return refuse("no-address", "There is no confirmed address. Name one with PUT /v1/preferences/address first.");
  return saved(state, asked);
}

/** Double opt-in: the address counts once its owner followed the link. */
export function setAddress(recipient: RecipientState, value: string, token: string, asked: Asked): Refusal | Outcome<RecipientState> {
  const before = recipient.address;
  if (before?.confirmed === true && before.value === value) return { answer: recipient };
  if (value === asked.email) return saved({ ...recipient, address: { value, confirmed: true, askedAtMs: asked.atMs } }, asked);
  if (before !== undefined && !before.confirmed && asked.atMs - before.askedAtMs < CONFIRMATION_PAUSE_MS) {
    return refuse("too-many-confirmations", "A mail was sent less than a minute ago. Wait a minute, then try again.");
  }
  const state: RecipientState = { ...recipient, email: false, address: { value, confirmed: false, token, askedAtMs: asked.atMs } };
  const id = `${SEND_CONFIRMATION}/${asked.by}/${asked.newId()}`;
  const task = { kind: SEND_CONFIRMATION, id, key: id, dueAtMs: asked.atMs, data: { person: asked.by } };
  return { ...saved(state, asked), tasks: [task] };
}

export function removeAddress(recipient: RecipientState, asked: Asked): Outcome<Record<string, never>> {
  const { address: _, ...rest } = recipient;
  return { ...saved({ ...rest, email: false }, asked), answer: {} };
}

/** E-mail is on from then on: that is what the person wanted the address for. */
export function confirmAddress(recipient: Loaded<RecipientState> | undefined, token: string, asked: Asked): Refusal | Outcome<{ confirmed: true }> {
  const address = recipient?.state.address;
  const late = address !== undefined && asked.atMs - address.askedAtMs > CONFIRM_WITHIN_HOURS * HOUR_MS;
  if (recipient === undefined || address === undefined || address.token !== token || late) {
    return refuse("token-unknown", "This link is not valid any more. Name your address once more.");
  }
  const state: RecipientState = {
    ...recipient.state,
    email: true,
    address: { value: address.value, confirmed: true, token, askedAtMs: address.askedAtMs },
  };
  return { writes: [put(recipientDocument, recipient.id, state)], answer: { confirmed: true } };
}

function saved(state: RecipientState, asked: Asked): Outcome<RecipientState> {
  return { writes: [put(recipientDocument, asked.by ?? "", state)], answer: state };
}

/** `a…@example.org`: enough to recognise one's own. */
export function masked(address: string): string {
  const at = address.lastIndexOf("@");
  return `${address.slice(0, 1)}…${address.slice(at)}`;
}
