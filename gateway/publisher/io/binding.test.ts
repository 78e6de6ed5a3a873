/** What a publisher answers an open with, as its own gateway takes it. */
import { expect, it } from "@jest/globals";
import { memoryStreams } from "../../../io/flow/memory-stream.ts";
import { decodeFrame, encodeFrame } from "../../../io/wire/frame.ts";
import type { Answer, OpenFrame } from "../../io/ask.ts";
import { Dispatch } from "../dispatch.ts";
import { bind } from "./binding.ts";

it("a publisher that speaks for its gateway is taken as gone, so that nobody else's gateway is doubted", async () => {
  for (const forged of ["CGW_RELAY_PGW_UNREACHABLE", "PGW_FLOW_DRAIN", "CGW_POLICY_NO_RULE"]) {
    const dispatch = new Dispatch<Stream>();
    const { client, server } = memoryStreams();
    refuseWith(server, forged);
    dispatch.attach({ id: "a", tenant: "t", publisher: "p", instance: "i" });
    dispatch.offer("a", "t", "p", client);
    expect(await bound(dispatch)).toMatchObject({ code: "PGW_ROUTE_PUBLISHER_GONE" });
  }
});

it("a publisher's clock is read under its own name and for its own phases, the gateway's behind it", async () => {
  const said = { hop: "gateway", receivedAtUs: 7, dnsUs: 1, dispatchUs: 9, connectUs: 5, answeredUs: 6 };
  for (const answer of ["refused", "opened"] as const) {
    const dispatch = new Dispatch<Stream>();
    const { client, server } = memoryStreams();
    const timings = [said, { hop: "gateway", dispatchUs: 99 }];
    server.onEnd(() => server.end());
    server.onMessage(() => {
      if (answer === "opened") server.send(encodeFrame("opened", { timings }));
      else server.send(encodeFrame("refused", { code: "APP_DIAL_REFUSED", timings }));
    });
    dispatch.attach({ id: "a", tenant: "t", publisher: "p", instance: "i" });
    dispatch.offer("a", "t", "p", client);
    const found = await bound(dispatch);
    const [ofPublisher, own, ...more] = ("code" in found ? found.timings : found.opened.timings) ?? [];
    expect(more).toEqual([]);
    expect(ofPublisher).toMatchObject({ hop: "p", receivedAtUs: 7, connectUs: 5, resolveUs: null, dnsUs: null });
    expect(ofPublisher?.dispatchUs).toBeNull();
    expect(own?.hop).toBe("gateway");
    expect(own?.dispatchUs).toBeLessThan(9e6);
  }
});

const bound = (dispatch: Dispatch<Stream>): Promise<Answer> =>
  bind(OPEN, { tenant: "t", publisher: "p" }, { name: "gateway", dispatch, sound: () => {}, onTaken: () => {} }).answer;

type Stream = ReturnType<typeof memoryStreams>["client"];
const OPEN = decodeFrame(encodeFrame("open", { host: "wiki.corp.example", port: 80 })).value as OpenFrame;

function refuseWith(server: Stream, code: string): void {
  server.onEnd(() => server.end());
  server.onMessage(() => void server.send(encodeFrame("refused", { code })));
}
