/** People of the demo and the role that each has. */
const PEOPLE = { anna: "citizen", ben: "citizen", maria: "staff", oskar: "operator" } as const;

export type DemoPerson = keyof typeof PEOPLE;
export const DEMO_PEOPLE = Object.keys(PEOPLE) as readonly DemoPerson[];

/** Of everyone in the demo: none of them was ever identified. */
const ASSURANCE = "1";

/** A realm of Keycloak (its import format: keycloak.org/server/importExport) with made-up people, whose tokens the gateway understands. */
export function demoRealm(passwordOf: (person: DemoPerson) => string): object {
  return {
    realm: "teilhabe",
    enabled: true,
    sslRequired: "none",
    roles: { realm: ["citizen", "staff", "partner", "operator"].map((name) => ({ name })) },
    users: DEMO_PEOPLE.map((person) => personOf(person, passwordOf(person))),
    clients: [
      {
        clientId: "teilhabe",
        publicClient: true,
        standardFlowEnabled: true,
        directAccessGrantsEnabled: true,
        redirectUris: ["http://127.0.0.1:*", "http://localhost:*"],
        protocolMappers: [
          mapper("roles", "oidc-usermodel-realm-role-mapper", { "claim.name": "roles", multivalued: "true", "jsonType.label": "String" }),
          mapper("audience", "oidc-audience-mapper", { "included.custom.audience": "teilhabe" }),
          mapper("assurance", "oidc-hardcoded-claim-mapper", { "claim.name": "assurance", "claim.value": ASSURANCE, "jsonType.label": "int" }),
        ],
      },
    ],
  };
}

function personOf(person: DemoPerson, password: string): object {
  const name = `${person[0]?.toUpperCase()}${person.slice(1)}`;
  return {
    username: person,
    enabled: true,
    firstName: name,
    lastName: "Beispiel",
    email: `${person}@teilhabe.example`,
    emailVerified: true,
    credentials: [{ type: "password", value: password }],
    realmRoles: [PEOPLE[person]],
  };
}

function mapper(name: string, protocolMapper: string, config: Readonly<Record<string, string>>): object {
  return { name, protocol: "openid-connect", protocolMapper, config: { ...config, "access.token.claim": "true" } };
}
