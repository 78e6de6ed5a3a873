/**
 * Asks the kernel for one socket of this machine by its two ends: Linux' socket diagnosis over netlink
 * (sock_diag(7), `linux/inet_diag.h`). An answer takes microseconds; the table in /proc takes the kernel milliseconds,
 * since it walks through every bucket of a hash that may have hundreds of thousands.
 *
 * Node speaks no netlink, so libc is called through koffi, each call done before it returns: the kernel answers within
 * the send. Where that can't be had (another system, no koffi for it), there is none of this.
 */
import { endianness, platform } from "node:os";
import { openLibc } from "./libc.ts";

export interface SocketOwner {
  readonly uid: number;
  /** 0: its program has closed it. */
  readonly inode: number;
}

export interface SockDiag {
  /** Addresses of 4 or 16 bytes, both of one kind. Undefined: there is no such socket. Throws where nobody answers. */
  ownerOf(
    local: Uint8Array,
    localPort: number,
    remote: Uint8Array,
    remotePort: number,
    protocol?: "tcp" | "udp",
  ): SocketOwner | undefined;
  close(): void;
}

const AF_INET = 2;
const AF_INET6 = 10;
const AF_NETLINK = 16;
const SOCK_RAW_CLOEXEC = 3 | 0o2000000;
const NETLINK_SOCK_DIAG = 4;
const SOCK_DIAG_BY_FAMILY = 20;
const NLM_F_REQUEST = 1;
const NLMSG_ERROR = 2;
const MSG_DONTWAIT = 0x40;
const IPPROTO = { tcp: 6, udp: 17 } as const;
const ENOENT = 2;

/** nlmsghdr; inet_diag_req_v2 or inet_diag_msg; where in these two the socket's id stands, and its parts in it. */
const HEADER = 16;
const REQUEST = 56;
const MESSAGE = 72;
const REQUEST_ID = HEADER + 8;
const [SOURCE, DESTINATION, COOKIE] = [4, 20, 40];
/** Behind id, expires, rqueue and wqueue. */
const UID = HEADER + 4 + 48 + 12;
const INODE = UID + 4;

/** Undefined where this machine or process can't. */
export function openSockDiag(): SockDiag | undefined {
  if (platform() !== "linux" || endianness() !== "LE") return undefined;
  try {
    const { libc } = openLibc();
    const open = libc.func("int socket(int domain, int type, int protocol)");
    const send = libc.func("long send(int fd, const void *bytes, size_t length, int flags)");
    const receive = libc.func("long recv(int fd, _Out_ void *bytes, size_t length, int flags)");
    const close = libc.func("int close(int fd)");
    const fd = open(AF_NETLINK, SOCK_RAW_CLOEXEC, NETLINK_SOCK_DIAG) as number;
    if (fd < 0) return undefined;
    const answer = Buffer.alloc(512);
    let sequence = 0;
    return {
      ownerOf(local, localPort, remote, remotePort, protocol = "tcp") {
        sequence = (sequence + 1) >>> 0;
        const ends = [
          { ip: local, port: localPort },
          { ip: remote, port: remotePort },
        ] as const;
        // Of UDP the kernel takes the two ends the other way round, "for historical reasons".
        const [source, destination] = protocol === "tcp" ? ends : [ends[1], ends[0]];
        const request = requestFor(sequence, IPPROTO[protocol], source, destination);
        if (Number(send(fd, request, request.length, 0)) !== request.length) throw new Error("netlink took no request");
        for (;;) {
          const got = Number(receive(fd, answer, answer.length, MSG_DONTWAIT));
          if (got < HEADER) throw new Error("netlink gave no answer");
          // Of a question that was given up before.
          if (answer.readUInt32LE(8) === sequence) return ownerIn(answer.subarray(0, got));
        }
      },
      close: () => void close(fd),
    };
  } catch {
    return undefined;
  }
}

interface End {
  readonly ip: Uint8Array;
  readonly port: number;
}

function requestFor(sequence: number, protocol: number, source: End, destination: End): Buffer {
  const request = Buffer.alloc(HEADER + REQUEST);
  request.writeUInt32LE(request.length, 0);
  request.writeUInt16LE(SOCK_DIAG_BY_FAMILY, 4);
  request.writeUInt16LE(NLM_F_REQUEST, 6);
  request.writeUInt32LE(sequence, 8);
  request[HEADER] = source.ip.length === 4 ? AF_INET : AF_INET6;
  request[HEADER + 1] = protocol;
  request.fill(0xff, HEADER + 4, HEADER + 8);
  request.writeUInt16BE(source.port, REQUEST_ID);
  request.writeUInt16BE(destination.port, REQUEST_ID + 2);
  request.set(source.ip, REQUEST_ID + SOURCE);
  request.set(destination.ip, REQUEST_ID + DESTINATION);
  // Any interface; and whichever socket it is now.
  request.fill(0xff, REQUEST_ID + COOKIE);
  return request;
}

function ownerIn(answer: Buffer): SocketOwner | undefined {
  const type = answer.readUInt16LE(4);
  if (type === NLMSG_ERROR) {
    const errno = -answer.readInt32LE(HEADER);
    if (errno === ENOENT) return undefined;
    throw new Error(`netlink says errno ${errno}`);
  }
  if (type !== SOCK_DIAG_BY_FAMILY || answer.length < HEADER + MESSAGE) throw new Error("netlink says something else");
  return { uid: answer.readUInt32LE(UID), inode: answer.readUInt32LE(INODE) };
}
