import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { type HeldConnection, type TcpProxy, tcpProxy } from "./tcp-proxy.ts";

describe("the network in between", () => {
  let server: Server;
  let proxy: TcpProxy;
  let heard: string[] = [];
  let clients: Socket[] = [];

  beforeEach(async () => {
    heard = [];
    clients = [];
    server = createServer((socket) => {
      socket.on("error", () => undefined);
      socket.on("data", (bytes) => {
        heard.push(String(bytes));
        socket.write(`you said ${String(bytes)}`);
      });
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    proxy = await tcpProxy((server.address() as AddressInfo).port);
  });
  afterEach(async () => {
    for (const client of clients) client.destroy();
    await proxy.close();
    await new Promise((resolve) => server.close(resolve));
  });

  async function client(): Promise<Socket> {
    const socket = connect(proxy.port, "127.0.0.1");
    clients.push(socket.on("error", () => undefined));
    await once(socket, "connect");
    return socket;
  }
  const closed = (socket: Socket) => new Promise<void>((resolve) => socket.once("close", () => resolve()));
  const said = async (socket: Socket, text: string) => {
    socket.write(text);
    const [answer] = await once(socket, "data");
    return String(answer);
  };
  const silentFor = async (socket: Socket, ms: number) => {
    const answered = once(socket, "data").then(() => false);
    return Promise.race([answered, new Promise<boolean>((resolve) => setTimeout(resolve, ms, true))]);
  };

  test("passes everything on while nothing is wrong", async () => {
    expect(await said(await client(), "hello")).toBe("you said hello");
  });

  test("cut: connections break, new ones too, until it is mended", async () => {
    const socket = await client();
    await said(socket, "hello");
    const broken = closed(socket);
    proxy.cut();
    await broken;
    const other = connect(proxy.port, "127.0.0.1").on("error", () => undefined);
    await closed(other);
    proxy.mend();
    expect(await said(await client(), "again")).toBe("you said again");
  });

  test("stalled: nobody is told, and what was sent arrives after it is mended", async () => {
    const socket = await client();
    await said(socket, "hello");
    proxy.stall();
    socket.write("waiting");
    expect(await silentFor(socket, 100)).toBe(true);
    expect(heard).toEqual(["hello"]);
    const answer = once(socket, "data");
    proxy.mend();
    expect(String((await answer)[0])).toBe("you said waiting");
  });

  test("half open: the old connection is silent for ever, a new one passes", async () => {
    const socket = await client();
    await said(socket, "hello");
    proxy.halfOpen();
    socket.write("anybody?");
    expect(await silentFor(socket, 100)).toBe(true);
    expect(socket.destroyed).toBe(false);
    expect(await said(await client(), "new")).toBe("you said new");
    expect(heard).toEqual(["hello", "new"]);
  });

  test("a cut point: what was sent has arrived, and its answer has not come back", async () => {
    const socket = await client();
    const hit = new Promise<HeldConnection>((resolve) => void proxy.onceSent(/^commit/, resolve));
    expect(await said(socket, "begin")).toBe("you said begin");
    socket.write("commit it");
    const silent = silentFor(socket, 150);
    const held = await hit;
    expect(await silent).toBe(true);
    expect(heard).toEqual(["begin", "commit it"]);
    const answer = once(socket, "data");
    held.letThrough();
    expect(String((await answer)[0])).toBe("you said commit it");
  });
});
