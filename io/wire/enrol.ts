/** Requests and answers of enrolment. */
import { wayleave } from "../../proto/gen/wayleave.js";
import { messageCodec } from "./message-codec.ts";

const v1 = wayleave.enrol.v1;

export const ENROL_PATH = "/wayleave.enrol.v1.EnrolService/Enrol";
export const RENEW_PATH = "/wayleave.enrol.v1.EnrolService/Renew";

export const enrolRequest = messageCodec(v1.EnrolRequest);
export const enrolResponse = messageCodec(v1.EnrolResponse);
export const renewRequest = messageCodec(v1.RenewRequest);
export const renewResponse = messageCodec(v1.RenewResponse);
