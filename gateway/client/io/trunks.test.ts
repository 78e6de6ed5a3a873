import { afterEach, expect, it } from "@jest/globals";
import { openListener } from "../../../io/grpc/listener.ts";
import { lostOf, openTrial, type Trial, until } from "../../../io/grpc/trial.ts";
import { Trunks } from "./trunks.ts";

let trial: Trial;
let trunks: Trunks;

afterEach(async () => {
  trunks.close();
  await trial.close();
});

it("a trunk is down once it was up and is not any more, and until it is up again", async () => {
  trial = await openTrial();
  const { port } = trial.listener;
  const address = `127.0.0.1:${port}`;
  trunks = new Trunks(await trial.identity("gateway", "gw-2"), trial.trust);
  expect(trunks.isDown(address)).toBe(false);
  // A flow on each link: nobody serves it here, and that it is told so shows that the link is up.
  const streams = ["0000", "0001"].map((hash) => trunks.open(address, hash, "tcp"));
  // A gateway that was not reached yet is no worse than one that was never tried.
  expect(trunks.isDown(address)).toBe(false);
  await Promise.all(streams.map(lostOf));
  expect(trunks.isDown(address)).toBe(false);
  await trial.listener.close();
  await until("the trunk is down", () => trunks.isDown(address));
  const again = await openListener({
    ...{ host: "127.0.0.1", port, identity: await trial.identity("gateway", "gw-1"), trust: trial.trust },
    ...{ services: [], onRefused: () => {} },
  });
  await until("the trunk is up again", () => !trunks.isDown(address));
  await again.close();
});

it("datagrams go with the flows until a connection of their own is up, and then on that one", async () => {
  trial = await openTrial();
  const address = `127.0.0.1:${trial.listener.port}`;
  trunks = new Trunks(await trial.identity("gateway", "gw-2"), trial.trust);
  const live = () => trial.listener.counts()["sessions_gateway"] ?? 0;
  await Promise.all(["0000", "0001"].map((hash) => lostOf(trunks.open(address, hash, "tcp"))));
  const flows = live();
  // Whoever asks first is served by what is there.
  await lostOf(trunks.open(address, "0000", "udp"));
  await until("a connection more", () => live() === flows + 1);
  await lostOf(trunks.open(address, "0001", "udp"));
  expect(live()).toBe(flows + 1);
});
