import { runInNewContext } from "node:vm";
import { MongoClient } from "mongodb";

const WAITING = ["runCommand", "getUser", "getRole"];

/**
 * Runs a script for mongosh on the driver, as mongosh does: what waits for the server is awaited where it is called (mongodb.com/docs/mongodb-shell, "async rewriter"),
 * and so is every function of the script. It knows what `initiate.js` needs. @param files what the script reads, by path
 */
export async function runForMongosh(script: string, files: Readonly<Record<string, string>>): Promise<void> {
  const clients: MongoClient[] = [];
  const context = {
    require: () => ({ readFileSync: (path: string) => files[path] ?? fail(`the script reads ${path}`) }),
    print: () => undefined,
    Mongo: function Mongo(url: string) {
      const client = new MongoClient(url);
      clients.push(client);
      return { getDB: (name: string) => shellDatabase(client, name) };
    },
  };
  try {
    await runInNewContext(`(async () => {${awaiting(script)}\n})()`, context);
  } finally {
    await Promise.all(clients.map((client) => client.close()));
  }
}

function shellDatabase(client: MongoClient, name: string) {
  const db = client.db(name);
  return {
    runCommand: (command: object) => db.command(command as { readonly ping: 1 }),
    getUser: async (user: string) => (await db.command({ usersInfo: user }))["users"][0] ?? null,
    getRole: async (role: string) => (await db.command({ rolesInfo: role }))["roles"][0] ?? null,
  };
}

function awaiting(script: string): string {
  const named = [...script.matchAll(/^function (\w+)/gm)].map(([, name]) => name);
  const calls = new RegExp(`(?<!function )\\b((?:\\w+\\.)?(?:${[...named, ...WAITING].join("|")})\\()`, "g");
  return script.replace(calls, "await $1").replace(/^function /gm, "async function ");
}

function fail(why: string): never {
  throw new Error(why);
}
