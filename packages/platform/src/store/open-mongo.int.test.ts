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
    proxy = await tcpProxy(portOf(url));
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

/** As BSON has `w: "majority"` and `j: true` of a write concern, and `level: "majority"` of a read concern. */
const ASKED = {
  "a commit": /commitTransaction.*\x02w\0\x09\0\0\0majority\0.*\x08j\0\x01/s,
  "a read": /find\0.{4}test-note\0.*\x02level\0\x09\0\0\0majority\0(?!.*secondary)/s,
};

describeWith("mongodb", "a URL that asks for less than a commit needs", (url) => {
  const weak = "w=1&journal=false&readConcernLevel=local&readPreference=secondary&retryWrites=false";
  let proxy: TcpProxy;
  let mongo: ReturnType<typeof mongoForTests>;

  beforeAll(async () => {
    proxy = await tcpProxy(portOf(url));
    mongo = mongoForTests(`mongodb://127.0.0.1:${proxy.port}/?directConnection=true&${weak}`);
    await mongo.start();
  }, LIMIT_MS);
  afterAll(async () => {
    await mongo.stop();
    await proxy.close();
  }, LIMIT_MS);

  test(
    "changes nothing about what the server is asked for",
    probing(
      () => mongo.open(),
      async ({ commit, textOf }) => {
        const seen = new Set<string>();
        for (const [what, pattern] of Object.entries(ASKED))
          proxy.onceSent(pattern, (held) => {
            seen.add(what);
            held.letThrough();
          });
        expect(await commit({ writes: [write("n", 0, { text: "kept" })] })).toEqual({ committed: true });
        expect(await textOf("n")).toBe("kept");
        expect([...seen]).toEqual(Object.keys(ASKED));
        expect(mongo.opened().client.options.retryWrites).toBe(true);
      },
    ),
    LIMIT_MS,
  );
});

function portOf(url: string): number {
  return Number(new URL(url.replace(/,.*?\//, "/")).port);
}
