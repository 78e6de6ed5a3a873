/**
 * Listening TCP sockets that take connections to any address (Linux: IP_TRANSPARENT, ip(7)).
 *
 * The packet filter hands them over (tproxy), and an accepted socket's local address is what its program asked for.
 * Node can listen on such a socket, and not make it, so libc is called through koffi.
 */
import { createRequire } from "node:module";

const AF_INET = 2;
const AF_INET6 = 10;
const SOCK_STREAM_FLAGS = 1 | 0o2000000 | 0o4000;
const [SOL_IP, IP_TRANSPARENT] = [0, 19];
const [SOL_IPV6, IPV6_TRANSPARENT, IPV6_V6ONLY] = [41, 75, 26];
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

/** On the loopback address of the family, at a port that the kernel chooses. The descriptor is the caller's. */
export function openTransparent(family: 4 | 6): number {
  const koffi = createRequire(import.meta.url)("koffi") as typeof import("koffi");
  const libc = koffi.load("libc.so.6");
  const socket = libc.func("int socket(int domain, int type, int protocol)");
  const option = libc.func("int setsockopt(int fd, int level, int name, const void *value, uint length)");
  const bind = libc.func("int bind(int fd, const void *address, uint length)");
  const listen = libc.func("int listen(int fd, int backlog)");
  const close = libc.func("int close(int fd)");
  const fd = socket(family === 4 ? AF_INET : AF_INET6, SOCK_STREAM_FLAGS, 0) as number;
  if (fd < 0) throw new SocketFault("no socket can be made", koffi.errno());
  const one = Buffer.alloc(4);
  one.writeInt32LE(1);
  const must = (result: number, what: string) => {
    if (result >= 0) return;
    const errno = koffi.errno();
    close(fd);
    throw new SocketFault(`a listening socket can't be ${what}`, errno);
  };
  const [level, name] = family === 4 ? [SOL_IP, IP_TRANSPARENT] : [SOL_IPV6, IPV6_TRANSPARENT];
  must(option(fd, level, name, one, one.length), "made transparent");
  if (family === 6) must(option(fd, SOL_IPV6, IPV6_V6ONLY, one, one.length), "held to its family");
  const address = loopback(family);
  must(bind(fd, address, address.length), "bound");
  must(listen(fd, BACKLOG), "opened");
  return fd;
}

/** sockaddr_in, sockaddr_in6; port 0. */
function loopback(family: 4 | 6): Buffer {
  const address = Buffer.alloc(family === 4 ? 16 : 28);
  address.writeUInt16LE(family === 4 ? AF_INET : AF_INET6, 0);
  if (family === 4) address.set([127, 0, 0, 1], 4);
  else address[23] = 1;
  return address;
}
