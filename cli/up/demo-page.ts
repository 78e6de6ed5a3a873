/** What the demo's wiki says: enough to see which way the request came. */

export interface Visit {
  readonly peer: string;
  readonly host: string;
  readonly method: string;
  readonly path: string;
  /** Bytes of the request's body. */
  readonly uploaded: number;
}

export function demoPage(visit: Visit): string {
  return [
    "The wiki of corp.example",
    "",
    `You asked for: ${visit.method} http://${visit.host}${visit.path}`,
    ...(visit.uploaded > 0 ? [`You sent: ${visit.uploaded} bytes`] : []),
    `My peer is: ${visit.peer}`,
    "",
    "That peer is the publisher. Your device opened no connection to me.",
    "",
  ].join("\n");
}
