/** A program that speaks at once: its first bytes go ahead, and none is lost or doubled when the far end is there. */
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { EARLY_MAX } from "../../../core/relay/window.ts";
import { passFirst } from "./first-bytes.ts";

const servers: Server[] = [];
let pair: () => Promise<[Socket, Socket]>;

beforeAll(async () => {
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  pair = async () => {
    const accepted = once(server, "connection") as Promise<[Socket]>;
    const near = connect({ port: (server.address() as AddressInfo).port, host: "127.0.0.1", allowHalfOpen: true });
    return [near, (await accepted)[0]];
  };
});
afterAll(() => {
  for (const server of servers) server.close();
});

async function all(socket: Socket): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of socket) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

describe("the first bytes of a program", () => {
  for (const bytes of [0, 5, EARLY_MAX, 1_000_000]) {
    it(`go ahead of the answer, ${bytes} of them and the end behind`, async () => {
      const [[program, from], [to, far]] = [await pair(), await pair()];
      const sent = randomBytes(bytes);
      const heard = all(far);
      program.end(sent);
      const passed = passFirst(from, to);
      const ahead = Math.min(bytes, EARLY_MAX);
      while (far.bytesRead < ahead) await once(far, "readable");
      const first = await passed();
      expect(first.equals(sent.subarray(0, ahead))).toBe(true);
      from.pipe(to);
      expect((await heard).equals(sent)).toBe(true);
      program.destroy();
      far.destroy();
    });
  }

  it("can come while nobody has answered yet", async () => {
    const [[program, from], [to, far]] = [await pair(), await pair()];
    const passed = passFirst(from, to);
    const heard = all(far);
    program.write("one ");
    while (far.bytesRead < 4) await once(far, "readable");
    program.write("two ");
    while (far.bytesRead < 8) await once(far, "readable");
    expect(String(await passed())).toBe("one two ");
    program.end("three");
    from.pipe(to);
    expect(String(await heard)).toBe("one two three");
    program.destroy();
    far.destroy();
  });
});
