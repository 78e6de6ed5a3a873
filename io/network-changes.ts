/**
 * Whether addresses, routes or links of this machine have changed: the kernel tells each change to a netlink socket
 * (rtnetlink(7)), and here it is only asked whether there was one.
 *
 * Linux alone, through koffi: Node knows no such sockets.
 */
import { libcCalls } from "./libc.ts";

const [AF_NETLINK, SOCK_RAW, NETLINK_ROUTE] = [16, 3, 0];
const SOCK_FLAGS = 0o2000000 | 0o4000;
/** RTMGRP_LINK, and IFADDR and ROUTE of IPv4 and of IPv6. */
const GROUPS = 0x1 | 0x10 | 0x40 | 0x100 | 0x400;
/** struct sockaddr_nl. */
const ADDRESS_BYTES = 12;
const [RTM_NEWROUTE, RTM_DELROUTE, RTA_TABLE] = [24, 25, 15];
/** Read in one look; what is left is a change at the next. */
const READS_MAX = 1_000;

const calls = libcCalls((libc) => ({
  socket: libc.func("int socket(int domain, int type, int protocol)"),
  bind: libc.func("int bind(int fd, const void *address, uint length)"),
  recv: libc.func("long recv(int fd, void *bytes, size_t length, int flags)"),
  close: libc.func("int close(int fd)"),
}));

export interface NetworkChanges {
  /** Since it was asked last; what was too much for the kernel to hold counts as one. */
  changed(): boolean;
  close(): void;
}

/** Throws where this kernel has no such socket. Routes of the table `own` are the caller's, and no news. */
export function watchChanges(own?: number): NetworkChanges {
  const { socket, bind, recv, close } = calls();
  const fd = Number(socket(AF_NETLINK, SOCK_RAW | SOCK_FLAGS, NETLINK_ROUTE));
  const address = Buffer.alloc(ADDRESS_BYTES);
  address.writeUInt16LE(AF_NETLINK, 0);
  address.writeUInt32LE(GROUPS, 8);
  if (fd < 0 || Number(bind(fd, address, address.length)) < 0) {
    if (fd >= 0) close(fd);
    throw new Error("this kernel tells of no changes of its network");
  }
  const bytes = Buffer.alloc(64);
  const receive = () => Number(recv(fd, bytes, bytes.length, 0)) >= 0;
  return {
    changed() {
      let any = false;
      for (let n = 0; n < READS_MAX; n += 1) {
        // After more than it could hold the kernel says so once, in place of a message: two failures are the end.
        const isMessage = receive();
        if (!isMessage && !receive()) break;
        any ||= !isMessage || own === undefined || tableIn(bytes) !== own;
      }
      return any;
    },
    close: () => void close(fd),
  };
}

/** Of a route's message; its table is the first attribute (struct nlmsghdr, struct rtmsg, RTA_TABLE). */
function tableIn(message: Buffer): number | undefined {
  const isRoute = message.readUInt16LE(4) === RTM_NEWROUTE || message.readUInt16LE(4) === RTM_DELROUTE;
  return isRoute && message.readUInt16LE(30) === RTA_TABLE ? message.readUInt32LE(32) : undefined;
}
