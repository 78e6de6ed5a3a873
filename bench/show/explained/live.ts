/** Decisions of every kind, made by running gateways on flows of devices that speak by the wire alone. */
import { join } from "node:path";
import { type Link, openLink } from "../../../io/grpc/link.ts";
import { issue } from "../../../io/pki/authority.ts";
import { readTrust } from "../../../io/pki/identity.ts";
import type { Estate } from "../estate.ts";
import { Device } from "../flood/device.ts";
import { DESTINATIONS, deviceOf, SYSTEMS_SEEN } from "./world.ts";

/** Flows at once. */
const LANES = 8;

export interface Crowd {
  /** One flow to each destination, of each device at each gateway; by answer. */
  asksAll(): Promise<Record<string, number>>;
  /** A flow of each device at each gateway, held until it is ended; by which codes. */
  holds(host: string, port: number): Promise<{ readonly opened: number; readonly ended: Promise<string[]> }>;
  close(): void;
}

/** `people`: of the first so many one device each, with a session at every gateway. */
export async function openCrowd(estate: Estate, folder: string, people: number): Promise<Crowd> {
  const trust = readTrust(join(estate.data, "pki", "trust"));
  const links: Link[] = [];
  const devices: Device[] = [];
  for (let n = 0; n < people; n += 1) {
    const about = { role: "device", tenant: "demo", id: deviceOf(n) } as const;
    const identity = await issue({ ...about, authority: join(estate.data, "pki"), folder: join(folder, deviceOf(n)) });
    for (const target of estate.runFile().endpoints.gateways) {
      const link = openLink({ target, identity, trust });
      links.push(link);
      devices.push(await Device.hello(link, SYSTEMS_SEEN[n % SYSTEMS_SEEN.length]!));
    }
  }
  return {
    async asksAll() {
      const answers: Record<string, number> = {};
      const asks = devices.flatMap((device) =>
        DESTINATIONS.map(
          ([host, port]) =>
            () =>
              device.ask(host, port),
        ),
      );
      const lane = async () => {
        for (let ask = asks.pop(); ask !== undefined; ask = asks.pop()) {
          const answer = await ask();
          answers[answer] = (answers[answer] ?? 0) + 1;
        }
      };
      await Promise.all(Array.from({ length: LANES }, lane));
      return answers;
    },
    async holds(host, port) {
      const held = await Promise.all(devices.map((device) => device.hold(host, port)));
      const opened = held.filter(({ answer }) => answer === "opened");
      return { opened: opened.length, ended: Promise.all(opened.map(({ ended }) => ended)) };
    },
    close() {
      for (const link of links) link.close();
    },
  };
}
