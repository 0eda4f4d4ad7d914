import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type JetStreamManager, jetstreamManager } from "@nats-io/jetstream";
import { connect, type NatsConnection } from "@nats-io/transport-node";
import { describeWith } from "../../../../infra/servers/test-servers.ts";
import { EPOCH_KEY } from "../bus/nats-stream-config.ts";
import { provisionStream, remakeStream } from "./provision-streams.ts";

describeWith("nats", "provisioning a stream", (url) => {
  const service = `provided-${randomBytes(4).toString("hex")}`;
  let nc: NatsConnection;
  let manager: JetStreamManager;
  beforeAll(async () => {
    nc = await connect({ servers: url });
    manager = await jetstreamManager(nc);
  });
  afterAll(async () => {
    await manager.streams.delete(`events-${service}`);
    await nc.close();
  });
  const config = async () => (await manager.streams.info(`events-${service}`)).config;

  test("makes it as declared, once", async () => {
    expect(await provisionStream(nc, service, 1)).toMatchObject({ did: "made" });
    expect(await config()).toMatchObject({
      retention: "limits",
      storage: "file",
      allow_atomic: true,
      allow_direct: true,
      deny_delete: true,
      num_replicas: 1,
    });
    expect(await provisionStream(nc, service, 1)).toMatchObject({ did: "found right", corrected: [] });
  });

  test("corrects what has drifted, and keeps events and epoch", async () => {
    const before = await config();
    nc.publish(`events.${service}`, "{}");
    await nc.flush();
    await manager.streams.update(`events-${service}`, { max_age: 86_400_000_000_000, allow_atomic: false });
    expect(await provisionStream(nc, service, 1)).toMatchObject({ did: "corrected", corrected: expect.arrayContaining(["max_age", "allow_atomic"]) });
    const after = await config();
    expect(after).toMatchObject({ max_age: 0, allow_atomic: true });
    expect(after.metadata?.[EPOCH_KEY]).toBe(before.metadata?.[EPOCH_KEY]);
    expect((await manager.streams.info(`events-${service}`)).state.messages).toBe(1);
  });

  test("made anew it is empty and has another epoch", async () => {
    const before = await config();
    await remakeStream(nc, service, 1);
    expect((await config()).metadata?.[EPOCH_KEY]).not.toBe(before.metadata?.[EPOCH_KEY]);
    expect((await manager.streams.info(`events-${service}`)).state.messages).toBe(0);
  });

  test("that the server cannot take as declared fails and says what", async () => {
    await expect(provisionStream(nc, `${service}-more`, 3)).rejects.toThrow(/replicas/);
  });
});
