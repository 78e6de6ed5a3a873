/** A request that ends as an exception of ClickHouse's: what was thrown, as code, name and text. */
import { errorText } from "../../../io/errors.ts";
import { type Exception, exception, exceptionOf, type OwnException } from "../exception.ts";

export class Fault extends Error {
  override readonly name = "Fault";
  readonly code = "WL_CLICKHOUSE";
  readonly exception: Exception;
  /** Set where it is a refusal that is counted, and not a query that failed. */
  readonly reason: string | undefined;

  constructor(what: Exception, reason?: string) {
    super(what.text);
    this.exception = what;
    this.reason = reason;
  }
}

export const fault = (name: OwnException, text: string, reason?: string): Fault =>
  new Fault(exception(name, text), reason);

/** Whatever was thrown, in ClickHouse's terms. */
export function exceptionIn(error: unknown): Exception {
  if (error instanceof Fault) return error.exception;
  return exceptionOf(error instanceof Error ? error.message : errorText(error));
}
