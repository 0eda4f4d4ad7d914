import type { Client } from "@teilhabe/client/client";
import { Problem } from "@teilhabe/client/problem";
import { allContracts } from "@teilhabe/contracts/all";
import { operatorsContract } from "@teilhabe/contracts/operators/contract";
import { Command } from "commander";
import { type ConnectionOptions, connect, withConnection } from "../connection.ts";

const { listDeadLetters, readDeadLetter, replayDeadLetter, discardDeadLetter } = operatorsContract.operations;

/** `teilhabe dead-letters …`: work that failed at its last attempt. */
export function deadLettersCommand(): Command {
  const all = new Command("dead-letters").description("Work that failed at its last attempt and waits for a decision.");
  all.addCommand(
    withConnection(
      new Command("list").description("Lists dead letters, as JSON lines.").argument("[module]", "such as ideas; all unless given"),
    ).action(list),
  );
  all.addCommand(one("show", "Prints one dead letter as JSON.", async (client, input) => print(await client.ask(readDeadLetter, input))));
  all.addCommand(one("replay", "Tries it again, from the first attempt.", async (client, input) => void (await client.ask(replayDeadLetter, input))));
  all.addCommand(one("discard", "Gives it up for good.", async (client, input) => void (await client.ask(discardDeadLetter, input))));
  return all;
}

async function list(module: string | undefined, options: ConnectionOptions): Promise<void> {
  const client = await connect(options, "operator", "teilhabe dead-letters");
  const modules = module === undefined ? allContracts.map((contract) => contract.service).filter((name) => name !== "operators") : [module];
  for (const name of modules) {
    try {
      for await (const letter of client.all(listDeadLetters, { module: name })) print(letter);
    } catch (error) {
      // A module that keeps nothing has none; asked for by name, the person should know.
      if (module !== undefined || !(error instanceof Problem) || error.status !== 404) throw error;
    }
  }
}

function one(name: string, description: string, act: (client: Client, input: { module: string; id: string }) => Promise<void>): Command {
  return withConnection(new Command(name).description(description).argument("<module>").argument("<id>")).action(
    async (module: string, id: string, options: ConnectionOptions) =>
      act(await connect(options, "operator", "teilhabe dead-letters"), { module, id }),
  );
}

function print(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}
