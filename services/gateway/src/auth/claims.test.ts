import { expect, test } from "@jest/globals";
import { readSettings } from "@teilhabe/platform/config";
import { readClaims } from "./claims.ts";

const names = readSettings({});
const payload = { iss: "https://id.example", sub: "248289761001", exp: 1_000 };

test("a token's claims are read", () => {
  const given = {
    ...payload,
    name: "Anna Müller",
    locale: "de-DE",
    roles: ["staff", "provider:0198c5a0"],
    assurance: 3,
    district: "mitte",
    birthdate: "1990-02-28",
    email: "anna@example.org",
    email_verified: true,
  };
  expect(readClaims(given, names)).toEqual({
    issuer: "https://id.example",
    subject: "248289761001",
    name: "Anna Müller",
    language: "de-DE",
    roles: ["staff", "provider:0198c5a0"],
    verified: { assurance: 3, district: "mitte", birthDate: "1990-02-28", email: "anna@example.org" },
    expiresAtMs: 1_000_000,
  });
});

test("what has another form counts as absent", () => {
  const given = {
    ...payload,
    name: " ",
    locale: 5,
    roles: { admin: true },
    assurance: 9,
    district: "Mitte!",
    birthdate: "28.2.1990",
    email: "a@b.c",
  };
  expect(readClaims(given, names)).toEqual({ issuer: payload.iss, subject: payload.sub, roles: [], verified: {}, expiresAtMs: 1_000_000 });
});

test("roles may be words in one string, each counts once, and there are not too many", () => {
  expect(readClaims({ ...payload, roles: "staff  partner staff Admin!" }, names).roles).toEqual(["staff", "partner"]);
  expect(readClaims({ ...payload, roles: Array.from({ length: 90 }, (_, index) => `role-${index}`) }, names).roles).toHaveLength(50);
});

test("the claims' names are settings", () => {
  const others = readSettings({ OIDC_ROLES_CLAIM: "groups", OIDC_ASSURANCE_CLAIM: "acr_level" });
  expect(readClaims({ ...payload, groups: ["operator"], acr_level: 2 }, others)).toMatchObject({ roles: ["operator"], verified: { assurance: 2 } });
});
