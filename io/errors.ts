/** The only file that knows the runtime's error codes: from an errno to a reason of the closed catalogue. */
import type { Code } from "../core/reason.ts";

const REASON_OF = {
  ECONNREFUSED: "APP_DIAL_REFUSED",
  ETIMEDOUT: "APP_DIAL_TIMEOUT",
  EHOSTUNREACH: "APP_DIAL_UNREACHABLE",
  ENETUNREACH: "APP_DIAL_UNREACHABLE",
  EHOSTDOWN: "APP_DIAL_UNREACHABLE",
  ENETDOWN: "APP_DIAL_UNREACHABLE",
  // A local packet filter's answer to connect().
  EPERM: "APP_DIAL_UNREACHABLE",
  EACCES: "APP_DIAL_UNREACHABLE",
  ENOTFOUND: "PUB_DNS_NOT_FOUND",
  // The resolver answered that the name has no address of the kind we asked for.
  ENODATA: "PUB_DNS_NOT_FOUND",
  EAI_AGAIN: "PUB_DNS_TIMEOUT",
  ETIMEOUT: "PUB_DNS_TIMEOUT",
  ESERVFAIL: "PUB_DNS_TIMEOUT",
  EREFUSED: "PUB_DNS_TIMEOUT",
  EADDRNOTAVAIL: "PUB_LIMIT_PORTS",
  // bind() to a source address says this, not EADDRNOTAVAIL, when its ports are used up.
  EADDRINUSE: "PUB_LIMIT_PORTS",
  EMFILE: "PUB_LIMIT_RESOURCES",
  ENFILE: "PUB_LIMIT_RESOURCES",
  ENOBUFS: "PUB_LIMIT_RESOURCES",
  ENOMEM: "PUB_LIMIT_RESOURCES",
  ECONNRESET: "APP_FLOW_RESET",
  EPIPE: "APP_FLOW_RESET",
  ECONNABORTED: "APP_FLOW_RESET",
} as const satisfies Record<string, Code>;

/** Causes are followed so deep: an endless chain of causes must not hang the caller. */
const CAUSES_MAX = 8;

/** The errno name of an error, its first inner error (a dial to several addresses) or its cause; else undefined. */
export function errnoOf(error: unknown): string | undefined {
  let at: unknown = error;
  for (let depth = 0; depth < CAUSES_MAX && typeof at === "object" && at !== null; depth++) {
    const { code, errors, cause } = at as { code?: unknown; errors?: unknown; cause?: unknown };
    if (typeof code === "string" && /^E[A-Z0-9_]+$/.test(code)) return code;
    at = Array.isArray(errors) && errors.length > 0 ? errors[0] : cause;
  }
  return undefined;
}

/** The reason an error stands for; undefined if it is none that the network makes. */
export function reasonOf(error: unknown): Code | undefined {
  const errno = errnoOf(error);
  return errno !== undefined && Object.hasOwn(REASON_OF, errno)
    ? REASON_OF[errno as keyof typeof REASON_OF]
    : undefined;
}

/** A dial that failed always has a reason: what nobody has listed is a host that can't be reached. */
export const dialReasonOf = (error: unknown): Code => reasonOf(error) ?? "APP_DIAL_UNREACHABLE";

/** For logs: one line, with the chain of causes; never a stack. */
export function errorText(error: unknown): string {
  const parts: string[] = [];
  let at: unknown = error;
  for (let depth = 0; depth < CAUSES_MAX && at !== undefined && at !== null; depth++) {
    parts.push(at instanceof Error ? at.message || at.name : String(at));
    at = at instanceof Error ? at.cause : undefined;
  }
  return parts.join(": ").replace(/\s*\n\s*/g, " ");
}
