/** Why a door of the agent can't be opened, said with the field of its file that names it. */
import { errnoOf, errorText } from "../../io/errors.ts";
import type { HostPort } from "../config.ts";

const WHY: Readonly<Record<string, string>> = {
  EADDRINUSE: "is taken by another program: end that one, or name another port",
  EACCES: "is a low port: take one from 1024 on, or give the agent CAP_NET_BIND_SERVICE",
  EADDRNOTAVAIL: "is no address of this machine",
};

/** For `catch`: throws the same, in words. */
export function listenFault(field: string, { host, port }: HostPort): (error: unknown) => never {
  return (error) => {
    const at = host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
    const why = WHY[errnoOf(error) ?? ""] ?? `can't be listened on: ${errorText(error)}`;
    throw new Error(`${field}: ${at} ${why}`);
  };
}
