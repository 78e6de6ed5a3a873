/** What a peer sent is not what the wire's definition says, or is past a limit. The peer is at fault, never we. */
export class MalformedFrame extends Error {
  override readonly name = "MalformedFrame";
  readonly code = "WL_MALFORMED_FRAME";
}
