import type { Contract } from "@teilhabe/contracts/contract";
import { API_PREFIX, routedOperations } from "@teilhabe/contracts/documents/openapi";
import { fieldsOf, givesPages, placesOf, takesIdempotencyKey, takesIfMatch } from "@teilhabe/contracts/documents/places";
import type { Route as HttpRoute, Operation } from "@teilhabe/contracts/operation";
import { type Refusal, refuse } from "@teilhabe/contracts/refusal";
import { z } from "zod";
import { type FromText, fromTextOf } from "./query.ts";
import { type RouteTable, routeTable } from "./route-table.ts";

/** Everything about an operation's route that does not change from request to request. */
export type Route = {
  readonly operation: Operation;
  readonly http: HttpRoute;
  readonly status: number;
  /** In the order of the path's braces. */
  readonly path: readonly (readonly [string, FromText])[];
  readonly query: ReadonlyMap<string, FromText>;
  readonly body: ReadonlySet<string>;
  readonly takesIdempotencyKey: boolean;
  readonly takesIfMatch: boolean;
  readonly givesPages: boolean;
  /** Whoever asks must not say who they are. */
  readonly anonymous: boolean;
  /** The operation that is asked over the bus; for operators that of the module that the input names. */
  asks(input: Readonly<Record<string, unknown>>): string | Refusal;
};

/** The routes of all operations that have one. @param allAnonymous nobody may say who they are, whatever is asked */
export function routesOf(contracts: readonly Contract[], allAnonymous = false): RouteTable<Route> {
  const table = routeTable<Route>();
  const services = contracts.map((contract) => contract.service).filter((service) => service !== OPERATORS);
  for (const operation of contracts.flatMap(routedOperations)) {
    if (operation.http === undefined) continue;
    table.add(operation.http.method, `${API_PREFIX}${operation.http.path}`, routeOf(operation, operation.http, services, allAnonymous));
  }
  return table;
}

function routeOf(operation: Operation, http: HttpRoute, services: readonly string[], allAnonymous: boolean): Route {
  const places = placesOf(operation);
  const fields = fieldsOf(operation);
  const reader = (field: string) => [field, fromTextOf(fields[field] ?? z.never())] as const;
  return {
    operation,
    http,
    status: http.status ?? 200,
    path: places.path.map(reader),
    query: new Map(places.query.map(reader)),
    body: new Set(places.body),
    takesIdempotencyKey: takesIdempotencyKey(operation),
    takesIfMatch: takesIfMatch(operation),
    givesPages: givesPages(operation),
    anonymous: allAnonymous || http.anonymous === true,
    asks: operation.name.startsWith(`${OPERATORS}.`) ? (input) => ofModule(operation, services, input["module"]) : () => operation.name,
  };
}

/** `operators.…` is no service: every module with a store answers these under its own name. */
export const OPERATORS = "operators";

function ofModule(operation: Operation, services: readonly string[], module: unknown): string | Refusal {
  if (typeof module === "string" && services.includes(module)) return `${module}${operation.name.slice(OPERATORS.length)}`;
  return refuse("no-such-module", `There is no such module. There are: ${services.join(", ")}.`);
}

/** The operations that the gateway asks, for its permissions on the bus. */
export function askedThroughRoutes(contracts: readonly Contract[]): readonly Operation[] {
  const services = contracts.map((contract) => contract.service).filter((service) => service !== OPERATORS);
  return contracts.flatMap(routedOperations).flatMap((operation) => {
    if (!operation.name.startsWith(`${OPERATORS}.`)) return [operation];
    return services.map((service) => ({ ...operation, name: `${service}${operation.name.slice(OPERATORS.length)}` as Operation["name"] }));
  });
}
