import type { Contract } from "../contract.ts";
import type { Operation } from "../operation.ts";
import { problemsOf, responsesOf } from "./openapi-answers.ts";
import { components } from "./openapi-components.ts";
import { parametersOf, requestBodyOf } from "./openapi-request.ts";

export const API_PREFIX = "/v1";

/** The OpenAPI 3.1 document of everything that the contracts offer over HTTP. Pure: the same contracts give the same document. */
export function openApiOf(contracts: readonly Contract[]): Record<string, unknown> {
  const offering = contracts.filter((contract) => routedOperations(contract).length > 0);
  return {
    openapi: "3.1.0",
    info: {
      title: "Teilhabe",
      version: "1.0.0",
      description: "Digital participation in cities: ideas, ballots, notices, free capacity, and the events of all of them.",
      license: { name: "EUPL-1.2", identifier: "EUPL-1.2" },
    },
    servers: [{ url: "/" }],
    tags: offering.map(({ service, description }) => ({ name: service, description })),
    paths: pathsOf(offering),
    components: { ...components, responses: problemsOf(offering.flatMap(routedOperations)) },
  };
}

/** The operations of a contract that have a route. */
export function routedOperations(contract: Contract): readonly Operation[] {
  return Object.values(contract.operations).filter((operation) => operation.http !== undefined);
}

function pathsOf(contracts: readonly Contract[]): Record<string, Record<string, unknown>> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const contract of contracts) {
    for (const operation of routedOperations(contract)) {
      // OpenAPI has no word for a parameter of several segments; its pattern says it.
      const path = `${API_PREFIX}${operation.http?.path.replace("{+", "{")}`;
      paths[path] = { ...paths[path], [operation.http?.method.toLowerCase() ?? ""]: described(contract.service, operation) };
    }
  }
  return paths;
}

function described(service: string, operation: Operation): unknown {
  const requestBody = requestBodyOf(operation);
  return {
    operationId: operation.name,
    tags: [service],
    summary: operation.summary,
    description: [operation.description, whoMayAsk(operation)].filter((text) => text !== undefined).join("\n\n"),
    security: operation.access === "anyone" ? [{}, { bearer: [] }] : [{ bearer: [] }],
    parameters: parametersOf(operation),
    ...(requestBody !== undefined && { requestBody }),
    responses: responsesOf(operation),
  };
}

function whoMayAsk({ access }: Operation): string {
  if (access === "anyone") return "Needs no token.";
  if (typeof access === "object") return `Needs a token with one of these grants: ${access.grants.join(", ")}.`;
  return "Needs a token.";
}
