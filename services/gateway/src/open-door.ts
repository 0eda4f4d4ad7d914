import type { Contract } from "@teilhabe/contracts/contract";
import type { Settings } from "@teilhabe/platform/config";
import type { ModuleContext } from "@teilhabe/platform/module";
import express from "express";
import { askingServices } from "./api/asking.ts";
import { makeCors } from "./api/cors.ts";
import { makeDoor } from "./api/door.ts";
import { HSTS, SECURITY_HEADERS } from "./api/headers.ts";
import { routesOf } from "./api/route.ts";
import type { Identities } from "./auth/identities.ts";
import { makeQuotas } from "./limits/quotas.ts";
import { listen } from "./listening.ts";
import { watchServices } from "./readiness.ts";
import { addSite } from "./site/site.ts";
import { makeStreams, type Streams } from "./streams/streams.ts";

/** Requests that have begun get this part of DRAIN_MS to finish. */
const DRAIN_SHARE = 0.8;

export type Opening = {
  /** Whose routes it serves. */
  readonly contracts: readonly Contract[];
  /** Nobody may say who they are, whatever they ask. */
  readonly anonymous: boolean;
  /** `PORT` is where it listens. */
  readonly settings: Settings;
  readonly identities: Identities;
  /** The local issuer's public keys, if it has any to show. */
  readonly jwks: (() => object) | undefined;
  /** What it waits for beside the services. */
  readonly waitsFor: () => string | undefined;
  /** Told once, when it listens: the port matters where settings say 0. */
  readonly listening?: ((address: { readonly address: string; readonly port: number }) => void) | undefined;
};

/** Opens an HTTP door to these contracts' operations. */
export async function openDoor(context: ModuleContext<unknown>, opening: Opening) {
  const { world, log, health, passOn, metrics } = context;
  const { contracts, settings, identities, jwks, anonymous } = opening;
  const streams = makeStreams({ passOn, world, log });
  const cors = makeCors(settings.CORS_ORIGINS);
  const securityHeaders = settings.publicUrl.startsWith("https:") ? [...SECURITY_HEADERS, ...HSTS] : SECURITY_HEADERS;
  const answering = askingServices({ identities, quotas: makeQuotas(world), settings, passOn, stream: streams.open });
  const door = makeDoor({ routes: routesOf(contracts, anonymous), anonymous, cors, securityHeaders, world, log, metrics }, answering);
  const app = express().disable("x-powered-by");
  app.use((request, response, next) => (isApi(request.url) ? door(request, response) : next()));
  addSite(app, { contracts, cors, health, settings, world, jwks });

  const stopListening = await listenToHints(context, contracts, streams);
  const server = await listen(app, settings, world);
  const readiness = watchServices(contracts, passOn, world);
  log.info("listening", { address: server.address.address, port: server.address.port });
  opening.listening?.(server.address);
  return {
    operations: {},
    waitsFor: () => readiness.waitsFor() ?? opening.waitsFor(),
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

/** Services whose hints wake live streams. */
export function hintingServices(contracts: readonly Contract[]): ReadonlySet<string> {
  const operations = contracts.flatMap((one) => Object.values(one.operations));
  return new Set(operations.flatMap(({ http }) => (http?.streams === undefined ? [] : [http.streams.hint])));
}
