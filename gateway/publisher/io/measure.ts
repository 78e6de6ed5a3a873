/** How far this gateway is from a publisher that chooses between gateways, and whether it is worth choosing. */
import type { Service } from "../../../io/grpc/listener.ts";
import { attachMessage, MEASURE_PATH, measureResponse } from "../../../io/wire/attach.ts";

export const measureService = (gateway: string, draining: () => boolean): Service => ({
  ...{ path: MEASURE_PATH, roles: ["publisher"], kind: "unary" },
  serve: async () => measureResponse.encode({ gateway, draining: draining() }),
});

/** Said on tunnels: this gateway takes nothing new, or does so again. */
export const drainMessage = (drained: boolean): Buffer =>
  attachMessage.encode({ drain: { graceMs: 0, over: !drained } });
