/** Messages of a publisher's tunnel, both ways. */
import { wayleave } from "../../proto/gen/wayleave.js";
import { messageCodec } from "./message-codec.ts";

const v1 = wayleave.attach.v1;

export const ATTACH_PATH = "/wayleave.attach.v1.AttachService/Attach";
export const ACCEPT_PATH = "/wayleave.attach.v1.AttachService/Accept";
/** Metadata of Accept: which attachment the idle stream belongs to. */
export const ATTACHMENT_KEY = "wayleave-attachment";

export const publisherMessage = messageCodec(v1.PublisherMessage);
export const attachMessage = messageCodec(v1.AttachMessage);
