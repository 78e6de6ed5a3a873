/** For tests: events of the control log as no writer of ours would make them. */
import { wayleave } from "../../proto/gen/wayleave.js";
import "../wire/protobuf.ts";

const { ControlEvent } = wayleave.event.v1;

/** The fields as they are given, right or wrong. */
export const rawControlEvent = (fields: object): Buffer => Buffer.from(ControlEvent.encode(fields as never).finish());

/** With a fact of a writer that is newer than all readers: field 31, a message. */
export const newerControlEvent = (fields: object): Buffer =>
  Buffer.concat([rawControlEvent(fields), Buffer.from([0xfa, 0x01, 0x02, 0x08, 0x01])]);
