/** The processes of control.7, what they are configured with, and the load on them. */
import { type Process, Trial } from "../../../io/control/trial.ts";
import { freeRange } from "../estate.ts";
import { Carriers } from "./carried.ts";
import { CountingApps, Posts } from "./posts.ts";

/** Without a flow for so long, a pair goes home. */
export const HOME_S = 5;
const APPS = 12;
const PEOPLE = ["ada", "ben"];
const NAMES = ["p1", "p2", "p3"];

export interface House {
  readonly gateways: readonly Process[];
  readonly publishers: readonly Process[];
  readonly apps: CountingApps;
  readonly posts: Posts;
  readonly carriers: Carriers;
  gateway(name: string): Process;
  close(): Promise<void>;
}

/** `gapMs`: from one POST to the next. */
export async function openHouse(gapMs: number): Promise<House> {
  const trial = await Trial.open();
  const apps = new CountingApps();
  try {
    const base = await freeRange();
    const ports = [base, base + 1, base + 2];
    const gateways: Process[] = [];
    for (const [n, port] of ports.entries()) {
      const more = { routing: { home_after_s: HOME_S } };
      gateways.push(await trial.gateway(`g${n + 1}`, port, ["client", "publisher"], more));
    }
    const origins = await apps.open(APPS);
    const operator = await trial.operator(base);
    await operator.apply(objectsFor(origins));
    const publishers: Process[] = [];
    for (const name of NAMES) publishers.push(await trial.publisher(name, ports, origins));
    // The devices hang on the first gateway, and know the third.
    const known = [ports[0]!, ports[2]!];
    const agents: Process[] = [];
    for (const person of PEOPLE) agents.push(await trial.agent(`${person}-laptop`, known));
    const carriers = await Carriers.open(trial.folder, "example.test");
    const hosts = origins.map((_, n) => hostOf(n));
    return {
      ...{ gateways, publishers, apps, carriers },
      posts: new Posts(
        agents.map(({ port }) => port),
        hosts,
        gapMs,
      ),
      gateway: (name) => gateways.find((one) => one.name === name)!,
      async close() {
        await carriers.close();
        await trial.close();
        apps.close();
      },
    };
  } catch (error) {
    await trial.close();
    apps.close();
    throw error;
  }
}

const hostOf = (n: number): string => `app-${n}.corp.example`;

function objectsFor(origins: readonly number[]): object[] {
  const ports = [{ protocol: "tcp", from: 80, to: 80 }];
  return [
    { name: "settings", settings: { privateDomains: ["corp.example"] } },
    ...PEOPLE.map((name) => ({ name, user: { email: `${name}@corp.example` } })),
    ...PEOPLE.map((user) => ({ name: `${user}-laptop`, device: { user, classification: "managed" } })),
    ...NAMES.map((name) => ({ name, publisher: { weight: 1 } })),
    ...origins.map((origin, n) => ({
      name: `app-${n}`,
      app: { hosts: [hostOf(n)], ports, publishers: NAMES, origin: `127.0.0.1:${origin}` },
    })),
    { name: "all", policy: { order: 10, action: "allow", users: PEOPLE } },
  ];
}
