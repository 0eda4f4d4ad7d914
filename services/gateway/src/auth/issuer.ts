import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { World } from "@teilhabe/platform/clock";
import { BadSettings, type Settings } from "@teilhabe/platform/config";
import { localJwks } from "@teilhabe/platform/http/local-issuer";
import { localVerifier, oidcVerifier, type Verifier } from "./verifier.ts";

const LOOPBACK = /^(127\.\d+\.\d+\.\d+|::1|localhost)$/;
const DEFAULT_FOLDER = "./data";

export type Issuer = {
  readonly verifier: Verifier;
  /** Public keys of the local issuer; undefined with any other. */
  readonly jwks: (() => object) | undefined;
};

/**
 * The configured issuer, or the local one with its key in the data folder.
 * @throws BadSettings when the local one would be open to the network: whoever can read the folder can be anybody
 */
export function issuerOf(settings: Settings, world: World): Issuer {
  if (settings.OIDC_ISSUER !== undefined) return { verifier: oidcVerifier(settings.OIDC_ISSUER, settings, world.nowMs), jwks: undefined };
  if (!LOOPBACK.test(settings.HOST) && settings.NODE_ENV !== "development") {
    throw new BadSettings(
      `OIDC_ISSUER is needed when HOST is ${settings.HOST}: the local issuer works only on a loopback address or with NODE_ENV=development`,
    );
  }
  const folder = settings.ISSUER_FOLDER ?? dataFolder(settings.DATABASE_URL);
  return { verifier: localVerifier(folder, settings.OIDC_AUDIENCE, world.nowMs), jwks: () => localJwks(folder) };
}

/** The folder of the embedded default; without one, `./data`, and a folder of its own while everything is in memory. */
function dataFolder(databaseUrl: string): string {
  const folder = databaseUrl.startsWith("sqlite:") ? databaseUrl.slice("sqlite:".length) : DEFAULT_FOLDER;
  return folder === ":memory:" ? mkdtempSync(join(tmpdir(), "teilhabe-issuer-")) : folder;
}
