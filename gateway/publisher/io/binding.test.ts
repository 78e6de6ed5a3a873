/** What a publisher answers an open with, as its own gateway takes it. */
import { expect, it } from "@jest/globals";
import { memoryStreams } from "../../../io/flow/memory-stream.ts";
import { decodeFrame, encodeFrame } from "../../../io/wire/frame.ts";
import type { OpenFrame } from "../../io/ask.ts";
import { Dispatch } from "../dispatch.ts";
import { bind } from "./binding.ts";

it("a publisher that speaks for its gateway is taken as gone, so that nobody else's gateway is doubted", async () => {
  for (const forged of ["CGW_RELAY_PGW_UNREACHABLE", "PGW_FLOW_DRAIN", "CGW_POLICY_NO_RULE"]) {
    const dispatch = new Dispatch<Stream>();
    const { client, server } = memoryStreams();
    refuseWith(server, forged);
    dispatch.attach({ id: "a", tenant: "t", publisher: "p", instance: "i" });
    dispatch.offer("a", "t", "p", client);
    const { answer } = bind(OPEN, { tenant: "t", publisher: "p" }, { dispatch, sound: () => {}, onTaken: () => {} });
    expect(await answer).toEqual({ code: "PGW_ROUTE_PUBLISHER_GONE" });
  }
});

type Stream = ReturnType<typeof memoryStreams>["client"];
const OPEN = decodeFrame(encodeFrame("open", { host: "wiki.corp.example", port: 80 })).value as OpenFrame;

function refuseWith(server: Stream, code: string): void {
  server.onEnd(() => server.end());
  server.onMessage(() => void server.send(encodeFrame("refused", { code })));
}
