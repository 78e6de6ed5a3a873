/**
 * TUN devices: what the kernel sends to a network interface is read here as IP packets, and the other way round.
 *
 * Linux alone (`Documentation/networking/tuntap.rst`).
 *
 * Node knows no ioctl and no poll, so libc is called through koffi. Each call blocks its thread: who uses this owns
 * one.
 */
import { closeSync, constants, openSync } from "node:fs";
import { libcCalls } from "./libc.ts";

export interface TunDevice {
  readonly name: string;
  readonly fd: number;
  /** The length of the packet that was read into `into`; 0: there is none now. */
  read(into: Uint8Array): number;
  /** False: the kernel had no room, or the interface is down, and the packet is lost. */
  write(packet: Uint8Array, length: number): boolean;
  close(): void;
}

const TUNSETIFF = 0x400454ca;
const IFF_TUN = 0x0001;
const IFF_NO_PI = 0x1000;
/** struct ifreq: the name, then the flags. */
const IFREQ_BYTES = 40;
const IFNAME_BYTES = 16;
const POLLIN = 1;
/** POLLERR, POLLHUP, POLLNVAL. */
const GONE = 0x8 | 0x10 | 0x20;
/** A device is so for a moment while it is moved to another namespace. */
const GONE_MAX = 50;
const GONE_PAUSE_MS = 20;
/** struct pollfd. */
const POLLFD_BYTES = 8;

const calls = libcCalls((libc, koffi) => ({
  errno: () => koffi.errno(),
  ioctl: libc.func("int ioctl(int fd, unsigned long request, void *argument)"),
  read: libc.func("long read(int fd, void *bytes, size_t length)"),
  write: libc.func("long write(int fd, void *bytes, size_t length)"),
  ppoll: libc.func("int ppoll(void *fds, unsigned long count, void *timeout, void *mask)"),
}));

/** Makes the interface, in this process's network namespace; it goes when the device is closed. */
export function openTun(name: string): TunDevice {
  if (Buffer.byteLength(name) >= IFNAME_BYTES) throw new Error(`${name} is too long for the name of an interface`);
  const { ioctl, read, write, errno } = calls();
  const fd = openSync("/dev/net/tun", constants.O_RDWR | constants.O_NONBLOCK);
  const request = Buffer.alloc(IFREQ_BYTES);
  request.write(name, 0, "latin1");
  request.writeUInt16LE(IFF_TUN | IFF_NO_PI, IFNAME_BYTES);
  if ((ioctl(fd, TUNSETIFF, request) as number) < 0) {
    const code = errno();
    closeSync(fd);
    throw new Error(`the TUN device ${name} can't be made (errno ${code}): that takes CAP_NET_ADMIN`);
  }
  return {
    ...{ name, fd },
    // Why not is not asked: the runtime makes calls of its own before errno could be read. A device that is gone shows
    // where its packets are waited for.
    read: (into) => Math.max(0, Number(read(fd, into, into.length))),
    write: (packet, length) => Number(write(fd, packet, length)) === length,
    close: () => closeSync(fd),
  };
}

/** Waits until one of the devices has a packet, or for so many milliseconds at most. Throws where one stays gone. */
export function pollTuns(devices: readonly TunDevice[]): (timeoutMs: number) => void {
  const { ppoll } = calls();
  const fds = Buffer.alloc(POLLFD_BYTES * devices.length);
  devices.forEach(({ fd }, n) => {
    fds.writeInt32LE(fd, n * POLLFD_BYTES);
    fds.writeInt16LE(POLLIN, n * POLLFD_BYTES + 4);
  });
  const timeout = Buffer.alloc(16);
  let gone = 0;
  const wait = (count: number, timeoutMs: number) => {
    const whole = Math.floor(timeoutMs / 1000);
    timeout.writeInt32LE(whole, 0);
    timeout.writeInt32LE(Math.floor((timeoutMs - whole * 1000) * 1e6), 8);
    return Number(ppoll(fds, count, timeout, null));
  };
  return (timeoutMs) => {
    if (wait(devices.length, timeoutMs) <= 0) return;
    const at = devices.findIndex((_, n) => (fds.readUInt16LE(n * POLLFD_BYTES + 6) & GONE) !== 0);
    gone = at < 0 ? 0 : gone + 1;
    if (gone > GONE_MAX) throw new Error(`${devices[at]!.name} is gone`);
    if (gone > 0) wait(0, GONE_PAUSE_MS);
  };
}
