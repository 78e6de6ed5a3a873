/** What the two processes of `wayleave run` say to each other: the one inside the namespace, the one outside. */
import type { Protocol } from "../../../core/net/port-range.ts";
import type { ProcessTold } from "../../../core/record/process-told.ts";
import type { AskedDatagram } from "../../../io/asked-datagrams.ts";
import type { SocketEnd } from "../../../io/transparent-socket.ts";
import type { ListenPorts } from "../../capture/rules.ts";
import type { Ends } from "../../io/peer-uid.ts";
import type { RoomSources } from "../room.ts";

export type ToRoom =
  | { readonly kind: "begin"; readonly sources: RoomSources; readonly resolvConf: string }
  /** For `nft`; answered by `filtered` with the same number. */
  | { readonly kind: "filter"; readonly number: number; readonly text: string }
  | { readonly kind: "start"; readonly command: readonly [string, ...string[]] }
  /** Whose socket it is; answered by `owner` with the same number. */
  | { readonly kind: "whose"; readonly number: number; readonly protocol: Protocol; readonly ends: Ends }
  | { readonly kind: "signal"; readonly signal: NodeJS.Signals }
  /** To a program, from the address that it knows. */
  | { readonly kind: "deliver"; readonly from: SocketEnd; readonly to: SocketEnd; readonly payload: Uint8Array };

export type FromRoom =
  | { readonly kind: "entered" }
  | { readonly kind: "ready"; readonly ports: ListenPorts }
  /** With the listening socket of the family. */
  | { readonly kind: "listener"; readonly family: 4 | 6 }
  | { readonly kind: "failed"; readonly text: string }
  | { readonly kind: "filtered"; readonly number: number; readonly error: string | undefined }
  | { readonly kind: "owner"; readonly number: number; readonly process: ProcessTold | undefined }
  | { readonly kind: "datagrams"; readonly batch: readonly AskedDatagram[]; readonly dropped: number }
  | { readonly kind: "exited"; readonly exitCode: number };

/** As shells have it. */
export const SIGNAL_EXIT = 128;
