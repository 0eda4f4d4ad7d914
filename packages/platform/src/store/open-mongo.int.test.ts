import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import { type TcpProxy, tcpProxy } from "../../../../infra/faults/tcp-proxy.ts";
import { describeWith } from "../../../../infra/servers/test-servers.ts";
import { mongoForTests } from "./mongo-harness.ts";
import { databaseOf } from "./open-mongo.ts";
import { idsOf, note, probing, task, write } from "./store-harness.ts";

const LIMIT_MS = 60_000;
/** The driver's own limits would take 40 s; ours take 7 s, and the machine may be busy. */
const HEARD_OF_AGAIN_WITHIN_MS = 25_000;

describeWith("mongodb", "a network that fails between a store and its server", (url) => {
  let proxy: TcpProxy;
  let mongo: ReturnType<typeof mongoForTests>;

  beforeAll(async () => {
    const { port } = new URL(url.replace(/,.*?\//, "/"));
    proxy = await tcpProxy(Number(port));
    mongo = mongoForTests(`mongodb://127.0.0.1:${proxy.port}/?directConnection=true`);
    await mongo.start();
  }, LIMIT_MS);
  afterEach(() => proxy.mend());
  afterAll(async () => {
    await mongo.stop();
    await proxy.close();
  }, LIMIT_MS);

  test(
    "connections whose other end is gone without a word are given up, and what was asked is asked again",
    probing(
      () => mongo.open(),
      async ({ commit, take }) => {
        await commit({ tasks: [task("a")] });
        proxy.halfOpen();
        const beganMs = Date.now();
        expect(await commit({ tasks: [task("b")] })).toEqual({ committed: true });
        expect(Date.now() - beganMs).toBeLessThan(HEARD_OF_AGAIN_WITHIN_MS);
        expect(idsOf(await take())).toEqual(["a", "b"]);
      },
    ),
    LIMIT_MS,
  );

  test(
    "tasks that were leased without an answer are free again at the next taking",
    probing(
      () => mongo.open(),
      async ({ commit, take }) => {
        await commit({ tasks: [task("a"), task("b")] });
        proxy.onceSent(/update\0.{4}_tasks\0/s, (held) => held.drop());
        await expect(take()).rejects.toThrow("disconnected");
        expect(idsOf(await take())).toEqual(["a", "b"]);
      },
    ),
    LIMIT_MS,
  );

  test(
    "what a process that died has begun to write holds up others for seconds, not for a minute",
    probing(
      () => mongo.open(),
      async ({ commit }) => {
        await commit({ writes: [write("n", 0, { text: "first" })] });
        const session = mongo.opened().client.startSession();
        session.startTransaction();
        const documents = databaseOf(mongo.opened(), "probe").all.documents(note);
        await documents.updateOne({ _id: "n" }, { $inc: { touched: 1 } }, { session });
        proxy.cut(); // as when the process dies: nobody tells the server
        proxy.mend();
        expect(await commit({ writes: [write("n", 1, { text: "second" })] })).toEqual({ committed: true });
      },
    ),
    LIMIT_MS,
  );
});
