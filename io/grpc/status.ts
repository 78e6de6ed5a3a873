/** The gRPC statuses, and the error that carries one: no other file needs the library for either. */

export const STATUS = {
  OK: 0,
  CANCELLED: 1,
  UNKNOWN: 2,
  INVALID_ARGUMENT: 3,
  DEADLINE_EXCEEDED: 4,
  NOT_FOUND: 5,
  ALREADY_EXISTS: 6,
  PERMISSION_DENIED: 7,
  RESOURCE_EXHAUSTED: 8,
  FAILED_PRECONDITION: 9,
  ABORTED: 10,
  OUT_OF_RANGE: 11,
  UNIMPLEMENTED: 12,
  INTERNAL: 13,
  UNAVAILABLE: 14,
  DATA_LOSS: 15,
  UNAUTHENTICATED: 16,
} as const;

/** How an RPC ended, other than well. A service throws one to answer with its status: an answer, not a fault. */
export class CallFailed extends Error {
  override readonly name = "CallFailed";
  readonly code: number;

  constructor(code: number, text: string, options?: ErrorOptions) {
    super(text, options);
    this.code = code;
  }
}

/** The status by number, for logs and the command line. */
export const statusName = (code: number): string =>
  Object.entries(STATUS).find(([, number]) => number === code)?.[0] ?? String(code);
