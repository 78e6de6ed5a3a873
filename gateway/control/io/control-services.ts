/** What a gateway does for operators, for those who enrol, and for other gateways, behind its one listener. */
import { join } from "node:path";
import type { ControlLog } from "../../../io/control/control-log.ts";
import type { Service } from "../../../io/grpc/listener.ts";
import type { JsonLog } from "../../../io/json-log.ts";
import { readIssuer } from "../../../io/pki/authority.ts";
import type { Identity, Trust } from "../../../io/pki/identity.ts";
import type { GatewayConfig } from "../../config.ts";
import { AdminListener, type AdminListenerOptions } from "./admin-listener.ts";
import { Denials } from "./denials.ts";
import { EnrolListener, type EnrolListenerOptions } from "./enrol-listener.ts";
import { PeerGateways } from "./peer-gateways.ts";
import { Revocations } from "./revocations.ts";

export interface ControlOptions extends Omit<AdminListenerOptions, "name" | "tenant" | "revocations" | "denials"> {
  readonly config: GatewayConfig;
  readonly identity: Identity;
  readonly trust: Trust;
  readonly control: ControlLog;
  readonly recorder: AdminListenerOptions["recorder"] & EnrolListenerOptions["recorder"];
  readonly log: JsonLog;
  readonly count: (counter: string) => void;
}

export interface ControlServices {
  readonly services: readonly Service[];
  close(): void;
}

/** Beside the spool, which is the folder of this gateway's own. */
const DENIALS_FILE = "denied.json";

export function openControlServices(o: ControlOptions): ControlServices {
  const { config, identity, trust, control, recorder, log, count } = o;
  const { name, tenant } = config;
  const denials = new Denials({ file: join(config.spool.folder, DENIALS_FILE), control, log });
  const gateways = new PeerGateways({ name, identity, trust, control, denials });
  const revocations = new Revocations({ control, denials, gateways, log, count });
  const enrol = new EnrolListener({
    ...{ control, recorder, issuers: issuersOf(config), tenant: identity.spiffe.tenant, log, count },
  });
  const admin = new AdminListener({
    ...{
      name,
      tenant,
      control,
      revocations,
      denials,
      sessions: o.sessions,
      leases: o.leases,
      recorder,
      status: o.status,
    },
  });
  return {
    services: [...enrol.services(), ...admin.services(), revocations.service()],
    close: () => {
      revocations.close();
      gateways.close();
    },
  };
}

function issuersOf({ issuers: { device, publisher } }: GatewayConfig) {
  return {
    ...(device === undefined ? {} : { device: readIssuer(device) }),
    ...(publisher === undefined ? {} : { publisher: readIssuer(publisher) }),
  };
}
