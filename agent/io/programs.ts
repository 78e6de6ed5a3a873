/** Which process of this machine a flow is of, however its connection or its datagrams came in. */
import type { Socket } from "node:net";
import type { ProcessTold } from "../../core/record/process-told.ts";
import { openSockDiag, type SockDiag, type SocketOwner } from "../../io/sock-diag.ts";
import { bytesOf, type Ends, openPeerUids, type PeerUids, programEnds } from "./peer-uid.ts";
import { ProgramFinder } from "./program-finder.ts";
import { udpOwner } from "./udp-owner.ts";

export class Programs {
  readonly #finder = new ProgramFinder();
  readonly #peers: PeerUids = openPeerUids(undefined, openSockDiag());
  #diag: SockDiag | undefined = openSockDiag();

  get counters(): Record<string, number> {
    return this.#finder.counters;
  }

  /** Of a connection; `ends` as the program's own socket has them. Never rejects, and never takes long. */
  tcp(ends: Ends): Promise<ProcessTold | undefined> {
    return this.#finder.of(this.#peers.ownerOf(ends));
  }

  /** `apart`: its program is in another network namespace, and this is the connection of its `wayleave run`. */
  async ofConnection(socket: Socket, apart: boolean): Promise<ProcessTold | undefined> {
    const ends = programEnds(socket);
    const found = ends && (await this.tcp(ends));
    // Of the two only the user is the same.
    return apart && found !== undefined ? { ...found, name: "", pathHash: "" } : found;
  }

  /** Of a UDP socket; `ends` as it has them, were it connected. Never rejects, and never takes long. */
  udp(ends: Ends): Promise<ProcessTold | undefined> {
    return this.#finder.of(this.#udpOwner(ends));
  }

  close(): void {
    this.#peers.close();
    this.#diag?.close();
    this.#diag = undefined;
  }

  async #udpOwner({ localAddress, localPort, remoteAddress, remotePort }: Ends): Promise<SocketOwner | undefined> {
    const [local, remote] = [bytesOf(localAddress), bytesOf(remoteAddress)];
    if (this.#diag !== undefined && local !== undefined && remote?.length === local.length) {
      try {
        const [from, to] = [Uint8Array.from(local), Uint8Array.from(remote)];
        const owner = this.#diag.ownerOf(from, localPort, to, remotePort, "udp");
        return owner?.inode === 0 ? undefined : owner;
      } catch {
        // A kernel without the diagnosis of UDP: its table tells.
        this.#diag.close();
        this.#diag = undefined;
      }
    }
    return udpOwner(localAddress, localPort);
  }
}
