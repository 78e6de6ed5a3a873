/**
 * The apps and the name server of one place of the lab: `main.ts PLACE STATUS-FILE`.
 *
 * Says `ready` when all of them listen, and in the file, each second, what it was asked for.
 */
import { createSocket } from "node:dgram";
import { createServer as createHttpServer, type ServerResponse } from "node:http";
import { createServer } from "node:net";
import { openStatusFile } from "../../../io/status-file.ts";
import { openNameServer } from "../io/name-server.ts";
import { type Both, HOSTS, isPlace, type Place } from "../plan.ts";
import { DATACENTRE_ZONES, OFFICE_ZONES, PUBLIC_ZONES, type Zones } from "../zones.ts";

interface Offer {
  readonly zones: Zones;
  readonly resolver: Both;
  /** Names of web sites and where they stand. */
  readonly sites: Readonly<Record<string, Both>>;
  /** TCP and UDP on port 7. */
  readonly echo?: Both;
}

const OFFERS: Readonly<Partial<Record<Place, Offer>>> = {
  internet: {
    zones: PUBLIC_ZONES,
    resolver: HOSTS.publicResolver,
    sites: { website: HOSTS.website },
    echo: HOSTS.website,
  },
  datacentre: {
    zones: DATACENTRE_ZONES,
    resolver: HOSTS.datacentreResolver,
    sites: { wiki: HOSTS.wiki, portal: HOSTS.portal, database: HOSTS.database },
    echo: HOSTS.wiki,
  },
  office: { zones: OFFICE_ZONES, resolver: HOSTS.officeResolver, sites: { portal: HOSTS.officePortal } },
};

const HTTP_PORT = 80;
const ECHO_PORT = 7;
const CHUNK = Buffer.alloc(64 * 1024, "wayleave ");
/** Of `/bytes/N`. */
const BYTES_MAX = 64 * 1024 ** 3;

const both = ({ v4, v6 }: Both): readonly string[] => [v4, v6];
const counters = { pages: 0, echoes: 0, datagrams: 0 };

/** `/bytes/N`: so many bytes, as fast as they are taken. Else a page that says who serves whom. */
async function site(place: Place, name: string, address: string): Promise<void> {
  const server = createHttpServer((request, response) => {
    counters.pages += 1;
    response.on("error", () => {});
    request.resume();
    const bytes = /^\/bytes\/(\d{1,11})$/.exec(request.url ?? "")?.[1];
    if (bytes !== undefined) return pour(response, Math.min(Number(bytes), BYTES_MAX));
    const { remoteAddress = "", remotePort = 0, localAddress = "" } = request.socket;
    const lines = { site: `${name} in ${place}`, host: request.headers.host ?? "", here: localAddress };
    const page = { ...lines, peer: `${remoteAddress} ${remotePort}`, path: request.url ?? "" };
    const text = Object.entries(page).map(([key, value]) => `${key}: ${value}\n`);
    response.writeHead(200, { "content-type": "text/plain; charset=utf-8" });
    response.end(text.join(""));
  });
  await listening((done) => server.listen(HTTP_PORT, address, done), server);
}

function pour(response: ServerResponse, bytes: number): void {
  response.writeHead(200, { "content-type": "application/octet-stream", "content-length": bytes });
  let left = bytes;
  const go = () => {
    while (left > 0) {
      const piece = left >= CHUNK.length ? CHUNK : CHUNK.subarray(0, left);
      left -= piece.length;
      if (!response.write(piece)) return void response.once("drain", go);
    }
    response.end();
  };
  go();
}

async function echo(address: string): Promise<void> {
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    counters.echoes += 1;
    socket.on("error", () => socket.destroy());
    socket.pipe(socket);
  });
  await listening((done) => server.listen(ECHO_PORT, address, done), server);
  const datagrams = createSocket(address.includes(":") ? "udp6" : "udp4");
  datagrams.on("message", (bytes, from) => {
    counters.datagrams += 1;
    datagrams.send(bytes, from.port, from.address, () => {});
  });
  await listening((done) => datagrams.bind(ECHO_PORT, address, done), datagrams);
}

function listening(
  begin: (done: () => void) => void,
  on: { once(event: "error", told: (error: Error) => void): unknown },
): Promise<void> {
  return new Promise((resolve, reject) => {
    on.once("error", reject);
    begin(resolve);
  });
}

const [place = "", statusFile = ""] = process.argv.slice(2);
const offer = isPlace(place) ? OFFERS[place] : undefined;
if (offer === undefined || !isPlace(place) || statusFile === "") throw new Error(`no services stand in ${place}`);
const names = await openNameServer(offer.zones, both(offer.resolver));
for (const [name, where] of Object.entries(offer.sites)) for (const one of both(where)) await site(place, name, one);
for (const one of offer.echo === undefined ? [] : both(offer.echo)) await echo(one);
const read = () => ({ ready: true, place, counters, asked: names.asked() });
await openStatusFile({ path: statusFile, read }).writeNow();
process.stdout.write("ready\n");
