/**
 * The floor of the votes figure, as a process of its own: a bare Express app that validates nothing and group-commits the
 * same rows into the same SQLite. Prints its URL, ends on SIGTERM.
 */
import { mkdtempSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import express from "express";

const database = new DatabaseSync(join(mkdtempSync(join(tmpdir(), "teilhabe-floor-")), "floor.db"));
database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
database.exec("CREATE TABLE vote (id TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID");
const insert = database.prepare("INSERT OR IGNORE INTO vote (id, body) VALUES (?, ?)");

type Waiting = { readonly id: string; readonly body: string; readonly done: () => void };
let waiting: Waiting[] = [];

function flush(): void {
  const group = waiting;
  waiting = [];
  database.exec("BEGIN IMMEDIATE");
  for (const { id, body } of group) insert.run(id, body);
  database.exec("COMMIT");
  for (const { done } of group) done();
}

const app = express();
app.disable("x-powered-by");
app.use(express.json());
app.post("/v1/ballots/:ballot/votes", (request, response) => {
  const { key, seq } = request.body as { key: string; seq: number };
  if (waiting.length === 0) setImmediate(flush);
  waiting.push({
    id: `${request.params.ballot}:${key}:${seq}`,
    body: JSON.stringify(request.body),
    done: () => response.status(201).json({ accepted: true }),
  });
});
const server = app.listen(0, "127.0.0.1", () => {
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
});
process.on("SIGTERM", () => process.exit(0));
