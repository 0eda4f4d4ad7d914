import { rotateLocalKey } from "@teilhabe/platform/http/local-issuer";
import { Command } from "commander";

/** `teilhabe rotate-issuer-key`: the local issuer signs with a new key; gateways notice by themselves. */
export function rotateIssuerKeyCommand(): Command {
  return new Command("rotate-issuer-key")
    .description("Gives the local issuer a new key. Tokens of the one before stay good until the next rotation; run it twice to end them.")
    .option("--data <folder>", "the data folder of the platform, where its issuer keeps its key", "./data")
    .action(({ data }: { data: string }) => rotateLocalKey(data));
}
