/**
 * Datagrams with the address that they were sent to, read off transparent sockets (`./transparent-socket.ts`).
 *
 * Node reads no control messages, so recvmsg(2) is called through koffi. `wait` blocks its thread: it is for one of its
 * own.
 */

import { openLibc } from "./libc.ts";
import { readSocketAddress, type SocketEnd } from "./transparent-socket.ts";

export interface AskedDatagram {
  readonly from: SocketEnd;
  readonly to: SocketEnd;
  /** In memory of its own, so that it can be handed to another thread. */
  readonly payload: Uint8Array<ArrayBuffer>;
}

const MSG_DONTWAIT = 0x40;
const DATAGRAM_BYTES_MAX = 65_535;
const NAME_BYTES = 28;
const CONTROL_BYTES = 64;
/** struct msghdr and iovec of 64-bit systems, and where their parts stand. */
const [MSGHDR_BYTES, NAME, NAME_LENGTH, IOV, IOV_COUNT, CONTROL, CONTROL_LENGTH] = [56, 0, 8, 16, 24, 32, 40];
const IOVEC_BYTES = 16;
/** struct cmsghdr: length, level, type; then the address. */
const CMSG_BYTES = 16;
const POLLIN = 1;
const POLLFD_BYTES = 8;

export interface AskedReader {
  /** Undefined: there is none now. */
  read(fd: number): AskedDatagram | undefined;
  /** Until one of the sockets has one, or for so long. */
  wait(fds: readonly number[], timeoutMs: number): void;
}

export function openAskedReader(): AskedReader {
  const { koffi, libc } = openLibc();
  const recvmsg = libc.func("long recvmsg(int fd, void *message, int flags)");
  const poll = libc.func("int poll(void *fds, unsigned long count, int timeout)");
  const [payload, name, control] = [DATAGRAM_BYTES_MAX, NAME_BYTES, CONTROL_BYTES].map((n) => Buffer.alloc(n));
  // One piece of memory, so that no part of what the kernel is pointed to can go.
  const message = Buffer.alloc(MSGHDR_BYTES + IOVEC_BYTES);
  const iov = message.subarray(MSGHDR_BYTES);
  iov.writeBigUInt64LE(koffi.address(payload), 0);
  iov.writeBigUInt64LE(BigInt(DATAGRAM_BYTES_MAX), 8);
  message.writeBigUInt64LE(koffi.address(name), NAME);
  message.writeBigUInt64LE(koffi.address(iov), IOV);
  message.writeBigUInt64LE(1n, IOV_COUNT);
  message.writeBigUInt64LE(koffi.address(control), CONTROL);
  return {
    read(fd) {
      for (;;) {
        message.writeUInt32LE(NAME_BYTES, NAME_LENGTH);
        message.writeBigUInt64LE(BigInt(CONTROL_BYTES), CONTROL_LENGTH);
        const got = Number(recvmsg(fd, message, MSG_DONTWAIT));
        if (got < 0) return undefined;
        const from = readSocketAddress(name!.subarray(0, message.readUInt32LE(NAME_LENGTH)));
        const to = askedOf(control!.subarray(0, message.readUInt32LE(CONTROL_LENGTH)));
        // One without its addresses can't be carried anywhere: the next.
        if (from !== undefined && to !== undefined)
          return { from, to, payload: new Uint8Array(payload!.subarray(0, got)) };
      }
    },
    wait(fds, timeoutMs) {
      const list = Buffer.alloc(POLLFD_BYTES * fds.length);
      fds.forEach((fd, n) => {
        list.writeInt32LE(fd, n * POLLFD_BYTES);
        list.writeInt16LE(POLLIN, n * POLLFD_BYTES + 4);
      });
      poll(list, fds.length, timeoutMs);
    },
  };
}

/** The first control message is the only one that was asked for. */
function askedOf(control: Buffer): SocketEnd | undefined {
  if (control.length < CMSG_BYTES) return undefined;
  const length = Number(control.readBigUInt64LE(0));
  return length <= control.length ? readSocketAddress(control.subarray(CMSG_BYTES, length)) : undefined;
}
