/** Who resets while nobody reads is noticed; who merely waits is left alone. */
import { once } from "node:events";
import type { Socket } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import {
  closeRig,
  ends,
  exchange,
  openFlow,
  openRig,
  resetOf,
  settled,
  sha,
  sockets,
  until,
  within,
} from "./flow-rig.ts";
import { NOTICE_EVERY_MS, noticeReset } from "./reset-notice.ts";
import { resetSocket } from "./reset-socket.ts";

const MIB = 1024 * 1024;
/** Twice the interval, and as much again for a busy machine. */
const NOTICED_MS = 4 * NOTICE_EVERY_MS;

beforeAll(openRig);
afterAll(closeRig);

describe("a flow at rest", () => {
  it("ends when its program resets, though the app has long taken nothing more", async () => {
    const flow = await openFlow();
    flow.app.pause();
    flow.program.write(Buffer.alloc(64 * MIB));
    await until(() => flow.program.writableLength > 0 && flow.agentSocket.isPaused());
    await settled(() => flow.agentSocket.bytesRead);
    resetSocket(flow.program);
    const [first] = await within(ends(flow), NOTICED_MS);
    expect(first).toMatchObject({ code: "AGT_FLOW_CLIENT_CLOSED", endedBy: "client" });
    expect(await resetOf(flow.app)).toBe("ECONNRESET");
  });

  it("ends when its app resets, though the program has long taken nothing more", async () => {
    const flow = await openFlow();
    flow.program.pause();
    flow.app.write(Buffer.alloc(64 * MIB));
    await until(() => flow.app.writableLength > 0 && flow.publisherSocket.isPaused());
    await settled(() => flow.publisherSocket.bytesRead);
    resetSocket(flow.app);
    const [first] = await within(ends(flow), NOTICED_MS);
    expect(first).toMatchObject({ code: "APP_FLOW_RESET", endedBy: "app" });
  });

  it("ends when a program that has ended its side resets", async () => {
    const flow = await openFlow();
    await exchange(flow.program, flow.app);
    flow.program.end();
    await until(() => flow.agentSocket.readableEnded);
    resetSocket(flow.program);
    const [first] = await within(ends(flow), NOTICED_MS);
    expect(first).toMatchObject({ code: "AGT_FLOW_CLIENT_CLOSED" });
  });

  it("that lives is not touched: it goes on where it stood", async () => {
    const flow = await openFlow();
    const body = Buffer.alloc(16 * MIB, "a line of text\n");
    flow.app.pause();
    flow.program.end(body);
    await until(() => flow.agentSocket.isPaused());
    const asked = questions(flow.agentSocket);
    await noticed(() => asked.count > 0);
    expect(flow.program.bytesRead).toBe(0);
    const chunks: Buffer[] = [];
    flow.app.on("data", (chunk: Buffer) => chunks.push(chunk)).resume();
    await once(flow.app, "end");
    expect(sha(Buffer.concat(chunks))).toBe(sha(body));
    flow.app.end();
    expect((await ends(flow))[0]).toMatchObject({ clientBytes: body.length });
  });
});

it("a thousand sockets at rest are asked in turn, and none twice as often", async () => {
  const pairs = await Promise.all(Array.from({ length: 1_000 }, () => sockets()));
  const all = pairs.map(([ours]) => {
    noticeReset(ours.pause());
    return questions(ours);
  });
  await noticed(() => all.some(({ count }) => count > 0));
  await noticed(() => all.every(({ count }) => count > 0));
  expect(Math.max(...all.map(({ count }) => count))).toBeLessThanOrEqual(2);
  for (const [ours, theirs] of pairs) for (const one of [ours, theirs]) one.destroy();
}, 20_000);

async function noticed(holds: () => boolean): Promise<void> {
  for (const end = Date.now() + NOTICED_MS; !holds(); ) {
    if (Date.now() > end) throw new Error(`never: ${holds}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** How often a socket was written to without a byte. */
function questions(socket: Socket): { readonly count: number } {
  const asked = { count: 0 };
  const write = socket.write.bind(socket) as (chunk: string | Buffer, ...more: unknown[]) => boolean;
  socket.write = ((chunk: string | Buffer, ...more: unknown[]) => {
    if (chunk.length === 0) asked.count += 1;
    return write(chunk, ...more);
  }) as Socket["write"];
  return asked;
}
