import { allContracts } from "@teilhabe/contracts/all";
import { type Contract, defineContract } from "@teilhabe/contracts/contract";
import type { Operation } from "@teilhabe/contracts/operation";
import { operatorsContract } from "@teilhabe/contracts/operators/contract";
import { peopleContract } from "@teilhabe/contracts/people/contract";
import { defineModule, type ModuleContext } from "@teilhabe/platform/module";
import express from "express";
import { askingServices } from "./api/asking.ts";
import { makeCors } from "./api/cors.ts";
import { makeDoor } from "./api/door.ts";
import { HSTS, SECURITY_HEADERS } from "./api/headers.ts";
import { askedThroughRoutes, OPERATORS, routesOf } from "./api/route.ts";
import { makeIdentities } from "./auth/identities.ts";
import { issuerOf } from "./auth/issuer.ts";
import { makeQuotas } from "./limits/quotas.ts";
import { listen } from "./listening.ts";
import { watchServices } from "./readiness.ts";
import { addSite } from "./site/site.ts";
import { makeStreams, type Streams } from "./streams/streams.ts";

const contract = defineContract({ service: "gateway", description: "The only HTTP door.", operations: {}, events: {} });

/** Requests that have begun get this part of DRAIN_MS to finish. */
const DRAIN_SHARE = 0.8;

export type GatewayOptions = {
  /** Whose routes it serves. */
  readonly contracts: readonly Contract[];
  /** Told once, when it listens: the port matters where settings say 0. */
  readonly listening?: (address: { readonly address: string; readonly port: number }) => void;
};

/** The HTTP door to these contracts' operations. */
export function gatewayTo({ contracts, listening }: GatewayOptions) {
  return defineModule({
    name: "gateway",
    contract,
    asks: [peopleContract.operations.identify, ...askedThroughRoutes(contracts), ...deadLettersOf(contracts)],
    listensTo: [...hintingServices(contracts)],
    start: (context) => start(context, contracts, listening),
  });
}

export const gateway = gatewayTo({ contracts: allContracts });

async function start(context: ModuleContext<unknown>, contracts: readonly Contract[], listening: GatewayOptions["listening"]) {
  const { settings, world, log, health, passOn, ask, metrics } = context;
  const { verifier, jwks } = issuerOf(settings, world);
  const identities = makeIdentities({ verifier, ask, world, settings });
  const streams = makeStreams({ passOn, world, log });
  const cors = makeCors(settings.CORS_ORIGINS);
  const securityHeaders = settings.publicUrl.startsWith("https:") ? [...SECURITY_HEADERS, ...HSTS] : SECURITY_HEADERS;
  const answering = askingServices({ identities, quotas: makeQuotas(world), settings, passOn, stream: streams.open });
  const door = makeDoor({ routes: routesOf(contracts), cors, securityHeaders, world, log, metrics }, answering);
  const app = express().disable("x-powered-by");
  app.use((request, response, next) => (isApi(request.url) ? door(request, response) : next()));
  addSite(app, { contracts, cors, health, settings, world, jwks });

  const stopListening = await listenToHints(context, contracts, streams);
  const server = await listen(app, settings, world);
  const readiness = watchServices(contracts, passOn, world);
  log.info("listening", { address: server.address.address, port: server.address.port });
  listening?.(server.address);
  return {
    operations: {},
    waitsFor: () => readiness.waitsFor() ?? verifier.waitsFor(),
    async stop() {
      readiness.stop();
      const closed = server.stop(settings.DRAIN_MS * DRAIN_SHARE);
      streams.stop();
      await closed;
      await stopListening();
    },
  };
}

function isApi(url: string): boolean {
  return url.startsWith("/v1/") || url === "/v1" || url.startsWith("/v1?");
}

async function listenToHints({ listen: listenTo }: ModuleContext<unknown>, contracts: readonly Contract[], streams: Streams) {
  const stops = await Promise.all([...hintingServices(contracts)].map((service) => listenTo(service, () => streams.heard(service))));
  return async () => {
    await Promise.all(stops.map((stop) => stop()));
  };
}

function hintingServices(contracts: readonly Contract[]): ReadonlySet<string> {
  const operations = contracts.flatMap((one) => Object.values(one.operations));
  return new Set(operations.flatMap(({ http }) => (http?.streams === undefined ? [] : [http.streams.hint])));
}

/** For readiness: the question that every module with a store answers. */
function deadLettersOf(contracts: readonly Contract[]): readonly Operation[] {
  const { listDeadLetters } = operatorsContract.operations;
  return contracts
    .filter(({ service }) => service !== OPERATORS)
    .map(({ service }) => ({ ...listDeadLetters, name: `${service}.list-dead-letters` }));
}
