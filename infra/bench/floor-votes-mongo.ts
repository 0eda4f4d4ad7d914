/**
 * The floor of what is kept in MongoDB, as a process of its own: a bare Express app that validates nothing and inserts the bodies in the
 * same groups as the ballot box does, unordered, majority, journaled, into a clustered collection. No bus, no seal, no receipt.
 * Takes the server's URL; prints its own, ends on SIGTERM.
 */
import { randomUUID } from "node:crypto";
import type { AddressInfo } from "node:net";
import { gathering } from "@teilhabe/platform/gather";
import express from "express";
import { MongoClient } from "mongodb";

type Row = { readonly _id: string; readonly body: unknown };

const client = await new MongoClient(process.argv[2] ?? "").connect();
const database = client.db(`floor-${randomUUID().slice(0, 8)}`);
const rows = await database.createCollection<Row>("rows", { clusteredIndex: { key: { _id: 1 }, unique: true } });
const keep = gathering<Row, undefined>(async (group) => {
  await rows.insertMany([...group], { ordered: false, writeConcern: { w: "majority", journal: true } });
  return [];
});

const app = express();
app.disable("x-powered-by");
app.use(express.json());
app.use((request, response, next) => {
  const body = request.body as { readonly key?: string };
  const kept = keep({ _id: `${request.path}:${body?.key ?? randomUUID()}`, body });
  if (kept === undefined) response.status(503).end();
  else kept.then(() => response.status(201).json({ accepted: true }), next);
});
const server = app.listen(0, "127.0.0.1", () => {
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
});
process.on("SIGTERM", async () => {
  await database.dropDatabase();
  process.exit(0);
});
