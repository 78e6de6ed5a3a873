/**
 * Reads a control event's own fields, and the one fact beside them by its generated decoder.
 *
 * The generated decoder of the whole message clears every other fact of the `oneof` at each fact that it meets, which
 * takes longer than all the rest. What this one doesn't know (a newer writer's fact, the same fact twice, a field of
 * another type) is left to the generated one, so that there is one answer to what is malformed.
 */
import protobuf from "protobufjs/minimal.js";
import { wayleave } from "../../proto/gen/wayleave.js";
import "./protobuf.ts";

const v1 = wayleave.event.v1;
type Wire = wayleave.event.v1.ControlEvent.$Properties;
type FactKey = Exclude<
  keyof Wire,
  "id" | "tenant" | "atUs" | "writer" | "critical" | "actor" | "command" | "$unknowns"
>;
type Decoder = (reader: protobuf.Reader, length: number) => object;

/** By the field's number in `control.proto`. */
const FACTS: readonly [number, FactKey, Decoder][] = [
  [10, "logCreated", v1.LogCreated.decode],
  [11, "objectPut", v1.ObjectPut.decode],
  [12, "objectDeleted", v1.ObjectDeleted.decode],
  [13, "tokenIssued", v1.TokenIssued.decode],
  [14, "tokenSpent", v1.TokenSpent.decode],
  [15, "certificateIssued", v1.CertificateIssued.decode],
  [16, "gatewayJoined", v1.GatewayJoined.decode],
  [17, "gatewayLeft", v1.GatewayLeft.decode],
  [18, "publisherAttached", v1.PublisherAttached.decode],
  [19, "publisherDetached", v1.PublisherDetached.decode],
  [20, "commandGuarded", v1.CommandGuarded.decode],
  [21, "gatewayLost", v1.GatewayLost.decode],
  [22, "drainSet", v1.DrainSet.decode],
  [23, "attachmentChanged", v1.AttachmentChanged.decode],
  [24, "healthChanged", v1.HealthChanged.decode],
];
const factAt: (readonly [FactKey, Decoder] | undefined)[] = [];
for (const [number, key, decode] of FACTS) factAt[number] = [key, decode];

/** Its declarations leave out how it reads a length, which is stricter than a number. */
type Reader = protobuf.Reader & { size(): number };

const VARINT = 0;
const BYTES = 2;

/** Throws where the message is no control event. */
export function readControlEvent(message: Uint8Array): Wire {
  return readPlain(message) ?? v1.ControlEvent.decode(message);
}

/** Undefined where the message has anything but known fields, each once. */
function readPlain(message: Uint8Array): Wire | undefined {
  const reader = protobuf.Reader.create(message) as Reader;
  const wire: Wire = {};
  let seen = 0;
  while (reader.pos < reader.len) {
    const tag = reader.tag();
    const number = tag >>> 3;
    const fact = factAt[number];
    // Facts count as one field: two of them in a message are for the generated decoder to judge.
    const bit = fact === undefined ? 1 << number : 1;
    const isKnown = fact !== undefined || (number >= 1 && number <= 7);
    if (!isKnown || (seen & bit) !== 0) return undefined;
    if ((tag & 7) !== (number === 3 || number === 5 ? VARINT : BYTES)) return undefined;
    seen |= bit;
    if (fact === undefined) readField(reader, number, wire);
    else (wire as Record<string, object>)[fact[0]] = fact[1](reader, reader.size());
  }
  return wire;
}

function readField(reader: protobuf.Reader, number: number, wire: Wire): void {
  switch (number) {
    case 1:
      wire.id = reader.bytes();
      return;
    case 2:
      wire.tenant = recentText(reader as Reader);
      return;
    case 3:
      wire.atUs = reader.uint64() as unknown as number;
      return;
    case 4:
      wire.writer = recentText(reader as Reader);
      return;
    case 5:
      wire.critical = reader.bool();
      return;
    case 6:
      wire.actor = recentText(reader as Reader);
      return;
    case 7:
      wire.command = reader.bytes();
      return;
  }
}

/** Tenants, writers and actors are few, and each event names all: their bytes are compared with the last ones. */
const RECENT_MAX = 8;
const RECENT_BYTES_MAX = 256;
const recent: { readonly bytes: Uint8Array; readonly text: string }[] = [];

function recentText(reader: Reader): string {
  const begin = reader.pos;
  const length = reader.size();
  const { buf, pos } = reader;
  for (const { bytes, text } of recent) {
    if (!isAt(buf, pos, bytes, length)) continue;
    reader.pos += length;
    return text;
  }
  reader.pos = begin;
  const text = reader.stringVerify();
  if (length > RECENT_BYTES_MAX) return text;
  recent.unshift({ bytes: Uint8Array.from(buf.subarray(pos, pos + length)), text });
  if (recent.length > RECENT_MAX) recent.pop();
  return text;
}

function isAt(buf: Uint8Array, pos: number, bytes: Uint8Array, length: number): boolean {
  if (bytes.length !== length) return false;
  // Past the end is undefined, which no byte is.
  for (let i = length - 1; i >= 0; i--) if (buf[pos + i] !== bytes[i]) return false;
  return true;
}
