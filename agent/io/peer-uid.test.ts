/** Whose program it is, from made-up tables and from the real one. */

import { connect, createServer } from "node:net";
import { afterAll, describe, expect, it } from "@jest/globals";
import { openSockDiag } from "../../io/sock-diag.ts";
import { openPeerUids } from "./peer-uid.ts";

const HEAD = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n";
const row = (local: string, remote: string, uid: number, inode: number, st = "01") =>
  `   0: ${local} ${remote} ${st} 00000000:00000000 00:00000000 00000000 ${uid}  0 ${inode} 1 0000\n`;
const server = createServer();
afterAll(() => void server.close());

describe("peer uid", () => {
  it("one reading of the table serves all who wait, and late comers get the next", async () => {
    const reads: ((table: Buffer) => void)[] = [];
    const uids = openPeerUids(() => new Promise((resolve) => reads.push(resolve)));
    const first = Array.from({ length: 3000 }, (_, n) => uids.uidOf(ends(n + 1)));
    await turn();
    expect(reads).toHaveLength(1);
    const late = uids.uidOf(ends(5000));
    const rows = Array.from({ length: 3000 }, (_, n) => row(local(n + 1), "0100007F:0438", n, 77));
    reads[0]!(Buffer.from(HEAD + rows.join("")));
    expect(await Promise.all(first)).toEqual(Array.from({ length: 3000 }, (_, n) => n));
    await turn();
    reads[1]!(Buffer.from(HEAD + row(local(5000), "0100007F:0438", 12, 1)));
    expect(await late).toBe(12);
    expect(uids.scans).toBe(2);
  });

  it("a socket that its program has closed is nobody's, though it reads as root's", async () => {
    const uids = openPeerUids(async () => Buffer.from(HEAD + row(local(9), "0100007F:0438", 0, 0, "05")));
    expect(await uids.uidOf(ends(9))).toBeUndefined();
  });

  it("finds an IPv4 connection of an IPv6 socket, and an IPv6 one", async () => {
    const mapped = (port: number) => `0000000000000000FFFF0000${local(port)}`;
    const loop = "00000000000000000000000001000000";
    const rows = [
      row(mapped(9), "0000000000000000FFFF00000100007F:0438", 7, 5),
      row(`${loop}:000A`, `${loop}:0438`, 8, 5),
    ];
    const uids = openPeerUids(async (name) => Buffer.from(HEAD + (name === "tcp6" ? rows.join("") : "")));
    expect(await uids.uidOf(ends(9))).toBe(7);
    expect(await uids.uidOf({ localAddress: "::1", localPort: 10, remoteAddress: "::1", remotePort: 1080 })).toBe(8);
  });

  it("asks the kernel of one socket where it can, and reads no table then", async () => {
    for (const host of ["127.0.0.1", "::1", "::ffff:127.0.0.1"]) {
      const own = createServer();
      await new Promise<void>((resolve) => own.listen(0, host === "::1" ? host : "127.0.0.1", resolve));
      const { port } = own.address() as { port: number };
      const socket = connect(port, host);
      await new Promise((resolve) => socket.once("connect", resolve));
      const uids = openPeerUids(undefined, openSockDiag());
      const ends = { localAddress: host, localPort: socket.localPort!, remoteAddress: host, remotePort: port };
      expect(await uids.uidOf(ends)).toBe(process.getuid!());
      expect(await uids.uidOf({ ...ends, localPort: 1 })).toBeUndefined();
      const closed = new Promise((resolve) => socket.once("close", resolve));
      socket.destroy();
      await closed;
      expect(await uids.uidOf(ends)).toBeUndefined();
      expect(uids.scans).toBe(0);
      uids.close();
      own.close();
    }
  });

  it("reads the table where the kernel gives no answer any more", async () => {
    const broken = {
      ownerOf: () => {
        throw new Error("netlink gave no answer");
      },
      close: () => {},
    };
    const uids = openPeerUids(async () => Buffer.from(HEAD + row(local(9), "0100007F:0438", 12, 1)), broken);
    expect(await uids.uidOf(ends(9))).toBe(12);
  });

  it("knows nobody where there is no table", async () => {
    const uids = openPeerUids(() => Promise.reject(new Error("ENOENT")));
    expect(await uids.uidOf(ends(9))).toBeUndefined();
  });

  it("finds ourselves in the kernel's own table", async () => {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as { port: number };
    const socket = connect(port, "127.0.0.1");
    await new Promise((resolve) => socket.once("connect", resolve));
    const { localPort } = socket;
    const own = { localAddress: "127.0.0.1", localPort: localPort!, remoteAddress: "127.0.0.1", remotePort: port };
    expect(await openPeerUids().uidOf(own)).toBe(process.getuid!());
    socket.destroy();
  });
});

const turn = () => new Promise((resolve) => setTimeout(resolve, 5));
const local = (port: number) => `0100007F:${port.toString(16).toUpperCase().padStart(4, "0")}`;
const ends = (localPort: number) => ({
  localAddress: "127.0.0.1",
  localPort,
  remoteAddress: "127.0.0.1",
  remotePort: 1080,
});
