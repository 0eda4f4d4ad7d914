import { operatorsContract } from "@teilhabe/contracts/operators/contract";
import { refuse } from "@teilhabe/contracts/refusal";
import { instantOf, type World } from "./clock.ts";
import type { Handler } from "./module.ts";
import type { Served } from "./serve.ts";
import { afterDeadLetter } from "./store/dead-letter-page.ts";
import type { DeadLetter, Store } from "./store/store.ts";

type Operators = typeof operatorsContract.operations;

/** What every module with a store answers about its dead letters, under its own name: `ideas.list-dead-letters`. */
export function deadLetterOperations(module: string, store: Store, world: World): Map<string, Served> {
  const notFound = () => refuse("dead-letter-not-found", `${module} has no such dead letter.`);
  const shown = (letter: DeadLetter) => ({ ...letter, module, buriedAt: instantOf(letter.buriedAtMs), data: { ...letter.data } });
  const handlers: { [Name in keyof Operators]: Handler<Operators[Name]> } = {
    async listDeadLetters({ limit, after }) {
      const letters = await store.deadLetters({ limit, ...(after !== undefined && { after }) });
      const last = letters.at(-1);
      const next = letters.length === limit && last !== undefined ? { next: afterDeadLetter(last) } : {};
      return { items: letters.map(shown), ...next };
    },
    async readDeadLetter({ id }) {
      const letter = await store.deadLetter(id);
      return letter === undefined ? notFound() : shown(letter);
    },
    replayDeadLetter: async ({ id }) => ((await store.replayDeadLetter(id, world.nowMs())) ? {} : notFound()),
    discardDeadLetter: async ({ id }) => ((await store.discardDeadLetter(id)) ? {} : notFound()),
  };
  const served = Object.entries(operatorsContract.operations).map(([name, operation]): [string, Served] => [
    operation.name.replace("operators.", `${module}.`),
    { operation, handler: handlers[name as keyof Operators] as unknown as Served["handler"] },
  ]);
  return new Map(served);
}
