/** Payload that came into this process, by the way it goes: what is told of flows while they run. */
import type { Side } from "../../core/relay/relay.ts";

const moved = { moved_client_bytes: 0, moved_server_bytes: 0 };

/** What comes from downstream goes to the app. */
export function countMoved(from: Side, bytes: number): void {
  if (from === "downstream") moved.moved_client_bytes += bytes;
  else moved.moved_server_bytes += bytes;
}

export const movedBytes = (): Readonly<typeof moved> => moved;
