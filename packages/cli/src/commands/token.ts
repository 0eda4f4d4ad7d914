import { mintToken } from "@teilhabe/platform/http/local-issuer";
import { Command, Option } from "commander";
import { BadInput } from "../faults.ts";

const TTL_SECONDS_MAX = 30 * 86_400;

/** `teilhabe token`: a token of the local issuer, on stdout. */
export function tokenCommand(): Command {
  return new Command("token")
    .description("Prints a bearer token of the local issuer. Only for platforms without an OIDC provider of their own.")
    .addOption(new Option("--as <role>", "who to be").choices(["citizen", "staff", "partner", "operator"]).makeOptionMandatory())
    .requiredOption("--name <name>", "the same name is the same person")
    .option("--ttl <seconds>", "how long the token is valid", "3600")
    .option("--data <folder>", "the data folder of the platform, where its issuer keeps its key", "./data")
    .action(async (options: { as: "citizen" | "staff" | "partner" | "operator"; name: string; ttl: string; data: string }) => {
      const ttlSeconds = Number(options.ttl);
      if (!Number.isInteger(ttlSeconds) || ttlSeconds < 1 || ttlSeconds > TTL_SECONDS_MAX) {
        throw new BadInput(`--ttl ${options.ttl}: give whole seconds from 1 to ${TTL_SECONDS_MAX}`);
      }
      process.stdout.write(`${await mintToken(options.data, { as: options.as, name: options.name, ttlSeconds })}\n`);
    });
}
