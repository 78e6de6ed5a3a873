/** Messages of a publisher's tunnel, both ways. */
import type { Probe } from "../../core/config/object.ts";
import type { Band, HealthStatus } from "../../core/control/event.ts";
import { wayleave } from "../../proto/gen/wayleave.js";
import { messageCodec } from "./message-codec.ts";

const v1 = wayleave.attach.v1;

export const ATTACH_PATH = "/wayleave.attach.v1.AttachService/Attach";
export const ACCEPT_PATH = "/wayleave.attach.v1.AttachService/Accept";
/** Metadata of Accept: which attachment the idle stream belongs to. */
export const ATTACHMENT_KEY = "wayleave-attachment";

export const publisherMessage = messageCodec(v1.PublisherMessage);
export const attachMessage = messageCodec(v1.AttachMessage);

export const MEASURE_PATH = "/wayleave.attach.v1.AttachService/Measure";
export const measureRequest = messageCodec(v1.MeasureRequest);
export const measureResponse = messageCodec(v1.MeasureResponse);

/** By the number that stands for each on the wire. */
export const BAND_NAMES: readonly (Band | undefined)[] = [undefined, "normal", "high", "full"];
export const PORT_STATUS_NAMES: readonly (HealthStatus | undefined)[] = [undefined, "up", "down", "unknown"];
export const PROBE_NAMES: readonly (Probe | undefined)[] = [undefined, "off", "passive", "active"];
