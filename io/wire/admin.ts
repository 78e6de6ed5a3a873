/** Requests and answers of the admin API. */
import { wayleave } from "../../proto/gen/wayleave.js";
import { messageCodec } from "./message-codec.ts";

const v1 = wayleave.admin.v1;
const service = "/wayleave.admin.v1.AdminService";

export const ADMIN_PATHS = {
  apply: `${service}/Apply`,
  get: `${service}/Get`,
  delete: `${service}/Delete`,
  issueToken: `${service}/IssueToken`,
  status: `${service}/Status`,
  revokeToken: `${service}/RevokeToken`,
  drain: `${service}/Drain`,
  revoke: `${service}/Revoke`,
} as const;

export const DENY_PATH = "/wayleave.admin.v1.DenialService/Deny";

export const applyRequest = messageCodec(v1.ApplyRequest);
export const applyResponse = messageCodec(v1.ApplyResponse);
export const getRequest = messageCodec(v1.GetRequest);
export const getResponse = messageCodec(v1.GetResponse);
export const deleteRequest = messageCodec(v1.DeleteRequest);
export const deleteResponse = messageCodec(v1.DeleteResponse);
export const issueTokenRequest = messageCodec(v1.IssueTokenRequest);
export const issueTokenResponse = messageCodec(v1.IssueTokenResponse);
export const statusRequest = messageCodec(v1.StatusRequest);
export const statusResponse = messageCodec(v1.StatusResponse);
export const commandResponse = messageCodec(v1.CommandResponse);
export const revokeTokenRequest = messageCodec(v1.RevokeTokenRequest);
export const drainRequest = messageCodec(v1.DrainRequest);
export const revokeRequest = messageCodec(v1.RevokeRequest);
export const revokeResponse = messageCodec(v1.RevokeResponse);
export const denyRequest = messageCodec(v1.DenyRequest);
export const denyResponse = messageCodec(v1.DenyResponse);
