/**
 * Sockets for any address, in place of this machine's own (Linux: IP_TRANSPARENT, ip(7)): TCP's that listen, UDP's.
 *
 * The packet filter hands over to them (tproxy), and an accepted socket's local address is what its program asked for.
 * Node can take such a socket over, and not make it, so libc is called through koffi.
 */
import type { Ip } from "../core/net/ip.ts";
import { libcCalls } from "./libc.ts";

const AF_INET = 2;
const AF_INET6 = 10;
const SOCK_STREAM = 1;
const SOCK_DGRAM = 2;
const SOCK_FLAGS = 0o2000000 | 0o4000;
const [SOL_IP, IP_TRANSPARENT] = [0, 19];
const [SOL_IPV6, IPV6_TRANSPARENT, IPV6_V6ONLY] = [41, 75, 26];
/** SOL_SOCKET's; of IP and IPv6: with each datagram comes where it was sent to. */
const [SOL_SOCKET, SO_REUSEADDR, SO_MARK] = [1, 2, 36];
const [IP_RECVORIGDSTADDR, IPV6_RECVORIGDSTADDR] = [20, 74];
const BACKLOG = 4_096;

/** `errno` of the call that failed. */
export class SocketFault extends Error {
  override readonly name = "SocketFault";
  readonly errno: number;

  constructor(text: string, errno: number) {
    super(`${text} (errno ${errno})`);
    this.errno = errno;
  }
}

export const EPERM = 1;

const calls = libcCalls((libc, koffi) => ({
  errno: () => koffi.errno(),
  socket: libc.func("int socket(int domain, int type, int protocol)"),
  option: libc.func("int setsockopt(int fd, int level, int name, const void *value, uint length)"),
  bind: libc.func("int bind(int fd, const void *address, uint length)"),
  listen: libc.func("int listen(int fd, int backlog)"),
  name: libc.func("int getsockname(int fd, void *address, void *length)"),
  close: libc.func("int close(int fd)"),
}));

/** TCP, on the loopback address of the family, at a port that the kernel chooses. The descriptor is the caller's. */
export const openTransparent = (family: 4 | 6): number =>
  open(family, SOCK_STREAM, { ip: LOOPBACK[family], port: 0 }, [], true);

/**
 * UDP, at an address that need not be this machine's. `asked`: each datagram comes with where it was sent to, as a
 * control message of level 0 and type 20, or of level 41 and type 74.
 */
export function openTransparentUdp(
  family: 4 | 6,
  at: { readonly ip: Ip; readonly port: number },
  asked = false,
): number {
  const level = family === 4 ? SOL_IP : SOL_IPV6;
  const told = asked ? [[level, family === 4 ? IP_RECVORIGDSTADDR : IPV6_RECVORIGDSTADDR] as const] : [];
  return open(family, SOCK_DGRAM, at, [[SOL_SOCKET, SO_REUSEADDR], ...told], false);
}

/** The port that a descriptor's socket is bound to. */
export function portOf(fd: number): number {
  const libc = calls();
  const [address, length] = [Buffer.alloc(28), Buffer.alloc(4)];
  length.writeUInt32LE(address.length);
  if ((libc.name(fd, address, length) as number) < 0) throw new SocketFault("a socket has no address", libc.errno());
  return address.readUInt16BE(2);
}

/** What it sends bears this number in the packet filter's eyes (SO_MARK). Takes CAP_NET_ADMIN. */
export function markSocket(fd: number, mark: number): void {
  const libc = calls();
  const value = Buffer.alloc(4);
  value.writeUInt32LE(mark);
  if ((libc.option(fd, SOL_SOCKET, SO_MARK, value, value.length) as number) < 0) {
    throw new SocketFault("a socket can't be marked", libc.errno());
  }
}

export const closeSocket = (fd: number): void => void calls().close(fd);

export const LOOPBACK: Readonly<Record<4 | 6, Ip>> = {
  4: { family: 4, words: [0x7f00_0001] },
  6: { family: 6, words: [0, 0, 0, 1] },
};

function open(
  family: 4 | 6,
  kind: number,
  at: { readonly ip: Ip; readonly port: number },
  options: readonly (readonly [level: number, name: number])[],
  listens: boolean,
): number {
  const libc = calls();
  const fd = libc.socket(family === 4 ? AF_INET : AF_INET6, kind | SOCK_FLAGS, 0) as number;
  if (fd < 0) throw new SocketFault("no socket can be made", libc.errno());
  const one = Buffer.alloc(4);
  one.writeInt32LE(1);
  const must = (result: number, what: string) => {
    if (result >= 0) return;
    const errno = libc.errno();
    libc.close(fd);
    throw new SocketFault(`a socket can't be ${what}`, errno);
  };
  const own: (readonly [number, number])[] = family === 4 ? [[SOL_IP, IP_TRANSPARENT]] : [[SOL_IPV6, IPV6_TRANSPARENT]];
  if (family === 6) own.push([SOL_IPV6, IPV6_V6ONLY]);
  for (const [level, name] of [...own, ...options])
    must(libc.option(fd, level, name, one, one.length), "made transparent");
  const address = socketAddress(at.ip, at.port);
  must(libc.bind(fd, address, address.length), "bound");
  if (listens) must(libc.listen(fd, BACKLOG), "opened");
  return fd;
}

/** sockaddr_in, sockaddr_in6. */
function socketAddress({ family, words }: Ip, port: number): Buffer {
  const address = Buffer.alloc(family === 4 ? 16 : 28);
  address.writeUInt16LE(family === 4 ? AF_INET : AF_INET6, 0);
  address.writeUInt16BE(port, 2);
  words.forEach((word, n) => void address.writeUInt32BE(word, (family === 4 ? 4 : 8) + 4 * n));
  return address;
}

export interface SocketEnd {
  readonly ip: Ip;
  readonly port: number;
}

/** Undefined where it is an address of neither family. */
export function readSocketAddress(bytes: Buffer): SocketEnd | undefined {
  const family = bytes.length < 16 ? 0 : bytes.readUInt16LE(0);
  const port = family === 0 ? 0 : bytes.readUInt16BE(2);
  if (family === AF_INET) return { ip: { family: 4, words: [bytes.readUInt32BE(4)] }, port };
  if (family !== AF_INET6 || bytes.length < 28) return undefined;
  return { ip: { family: 6, words: [8, 12, 16, 20].map((at) => bytes.readUInt32BE(at)) }, port };
}
