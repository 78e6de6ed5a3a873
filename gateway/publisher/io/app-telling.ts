/** Tells one publisher, by its tunnel, what it publishes, and then what changes in that. */
import { setImmediate as turn } from "node:timers/promises";
import { tenantOf } from "../../../core/control/state.ts";
import type { ControlLog } from "../../../io/control/control-log.ts";
import type { Peer } from "../../../io/grpc/listener.ts";
import { attachMessage, PROBE_NAMES } from "../../../io/wire/attach.ts";
import type { Teller } from "../../io/teller.ts";
import { type AppListPart, appListParts } from "../app-list.ts";

export class AppTelling {
  readonly #peer: Peer;
  readonly #control: ControlLog;
  readonly #teller: Teller;
  /** The table that the publisher was told of last. */
  #told: Parameters<typeof appListParts>[0];
  #busy = false;
  #again = false;
  #closed = false;

  constructor(peer: Peer, control: ControlLog, teller: Teller) {
    this.#peer = peer;
    this.#control = control;
    this.#teller = teller;
  }

  /** What is new is told within this call, or from now on in turns of the loop; a large list comes in parts. */
  look(): void {
    this.#again = true;
    if (!this.#busy) void this.#tell();
  }

  close(): void {
    this.#closed = true;
  }

  async #tell(): Promise<void> {
    this.#busy = true;
    while (this.#again && !this.#closed) {
      this.#again = false;
      const { state } = this.#control;
      const { apps } = tenantOf(state, this.#peer.tenant);
      for (const part of appListParts(this.#told, apps, this.#peer.id)) {
        this.#teller.tell(messageOf(part, Math.max(state.configRev, 0)));
        if (part.more) await turn();
        if (this.#closed) return;
      }
      this.#told = apps;
    }
    this.#busy = false;
  }
}

function messageOf({ apps, gone, changes, more }: AppListPart, version: number): Buffer {
  const named = apps.map((app) => {
    return { ...app, hosts: [...app.hosts], ports: [...app.ports], probe: PROBE_NAMES.indexOf(app.probe) };
  });
  return attachMessage.encode({ apps: { version, apps: named, gone: [...gone], changes, more } });
}
