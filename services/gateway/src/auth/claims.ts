import type { Asker } from "@teilhabe/contracts/asker";
import type { Settings } from "@teilhabe/platform/config";
import type { JWTPayload } from "jose";

/** What a verified token says of its holder. */
export type Claims = {
  readonly issuer: string;
  readonly subject: string;
  readonly name?: string;
  readonly language?: string;
  readonly roles: readonly string[];
  readonly verified: Pick<Asker, "assurance" | "district" | "birthDate" | "email">;
  readonly expiresAtMs: number;
};

const ROLES_MAX = 50;
const ROLE = /^[a-z][a-z0-9-]{0,60}(:[A-Za-z0-9-]{1,64})?$/;
const DISTRICT = /^[a-z0-9][a-z0-9.-]{0,63}$/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const LANGUAGE = /^[a-z]{2,3}(-[A-Za-z0-9]{1,8}){0,3}$/;
const MAIL = /^[^\s@]{1,64}@[^\s@]{1,190}$/;
const NAME_MAX = 200;
const ASSURANCE_MAX = 4;

type ClaimNames = Pick<Settings, "OIDC_ROLES_CLAIM" | "OIDC_ASSURANCE_CLAIM" | "OIDC_DISTRICT_CLAIM" | "OIDC_BIRTHDATE_CLAIM">;

/** Takes from a verified token what it knows how to read; a claim of another form counts as absent. */
export function readClaims(payload: JWTPayload, names: ClaimNames): Claims {
  const name = matching(payload["name"], /\S/)?.slice(0, NAME_MAX);
  const language = matching(payload["locale"], LANGUAGE);
  return {
    issuer: payload.iss ?? "",
    subject: payload.sub ?? "",
    ...(name !== undefined && { name }),
    ...(language !== undefined && { language }),
    roles: rolesIn(payload[names.OIDC_ROLES_CLAIM]),
    verified: verifiedIn(payload, names),
    expiresAtMs: (payload.exp ?? 0) * 1_000,
  };
}

/** A list, or words separated by spaces. */
function rolesIn(claim: unknown): readonly string[] {
  const given: readonly unknown[] = Array.isArray(claim) ? claim : typeof claim === "string" ? claim.split(/\s+/) : [];
  const roles = given.filter((role): role is string => typeof role === "string" && ROLE.test(role));
  return [...new Set(roles)].slice(0, ROLES_MAX);
}

function verifiedIn(payload: JWTPayload, names: ClaimNames): Claims["verified"] {
  const assurance = payload[names.OIDC_ASSURANCE_CLAIM];
  const district = matching(payload[names.OIDC_DISTRICT_CLAIM], DISTRICT);
  const birthDate = matching(payload[names.OIDC_BIRTHDATE_CLAIM], DAY);
  const email = payload["email_verified"] === true ? matching(payload["email"], MAIL) : undefined;
  return {
    ...(isAssurance(assurance) && { assurance }),
    ...(district !== undefined && { district }),
    ...(birthDate !== undefined && { birthDate }),
    ...(email !== undefined && { email }),
  };
}

function isAssurance(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= ASSURANCE_MAX;
}

function matching(value: unknown, form: RegExp): string | undefined {
  return typeof value === "string" && form.test(value) ? value : undefined;
}
