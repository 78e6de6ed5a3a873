/** Messages of an agent's session, both ways. */
import { wayleave } from "../../proto/gen/wayleave.js";
import { messageCodec } from "./message-codec.ts";

const v1 = wayleave.session.v1;

export const SESSION_PATH = "/wayleave.session.v1.SessionService/Session";
export const FLOW_PATH = "/wayleave.flow.v1.FlowService/Flow";

export const agentMessage = messageCodec(v1.AgentMessage);
export const gatewayMessage = messageCodec(v1.GatewayMessage);
export const SRP_ACTION = {
  allow: v1.SrpAction.SRP_ACTION_ALLOW,
  remediate: v1.SrpAction.SRP_ACTION_REMEDIATE,
} as const;
