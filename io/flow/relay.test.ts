/** What a gateway's hop takes from each of its legs, and what it doesn't. */
import { describe, expect, it } from "@jest/globals";
import type { Side } from "../../core/relay/relay.ts";
import { WINDOW_MAX } from "../../core/relay/window.ts";
import { encodeData, encodeFrame, isData } from "../wire/frame.ts";
import { until, within } from "./flow-rig.ts";
import { memoryStreams } from "./memory-stream.ts";
import { type RelayOptions, relayStreams } from "./relay.ts";

function openHop(options: RelayOptions = {}) {
  const [tunnel, trunk] = [memoryStreams(), memoryStreams()];
  const hop = relayStreams(tunnel.server, trunk.client, options);
  const far = { downstream: tunnel.client, upstream: trunk.server };
  for (const stream of [far.downstream, far.upstream]) {
    // An end that is told a reset says no more.
    stream.onMessage((message) => void (isData(message) || stream.end()));
    stream.onEnd(() => stream.end());
  }
  return { hop, far };
}

describe("a reset's code", () => {
  it.each([
    ["downstream", "device", "AGT_FLOW_CLIENT_CLOSED", "AGT_FLOW_CLIENT_CLOSED"],
    ["downstream", "device", "APP_FLOW_RESET", "CGW_FLOW_PROTOCOL_ERROR"],
    ["downstream", "device", "CGW_POLICY_REVOKED", "CGW_FLOW_PROTOCOL_ERROR"],
    ["downstream", "gateway", "CGW_POLICY_REVOKED", "CGW_POLICY_REVOKED"],
    ["downstream", "gateway", "APP_FLOW_RESET", "CGW_FLOW_PROTOCOL_ERROR"],
    ["upstream", "device", "APP_FLOW_RESET", "APP_FLOW_RESET"],
    ["upstream", "device", "PGW_FLOW_PUBLISHER_LOST", "PGW_FLOW_PUBLISHER_LOST"],
    ["upstream", "device", "AGT_FLOW_CLIENT_CLOSED", "CGW_FLOW_PROTOCOL_ERROR"],
    ["upstream", "device", "no code", "CGW_FLOW_PROTOCOL_ERROR"],
  ] as const)(
    "from %s (a %s) that says %s is written as %s",
    async (side, downstreamIs, said, written) => {
      const { hop, far } = openHop({ downstreamIs });
      far[side].send(encodeFrame("reset", { code: said }));
      far[side].end();
      expect(await within(hop.done, 10_000)).toMatchObject({ code: written });
    },
    15_000,
  );
});

describe("a sender that ignores the window", () => {
  const push = (side: Side, acks: boolean) => {
    const opened = openHop({ acks: { [side]: acks } });
    const body = encodeData(Buffer.alloc(65_536));
    for (let sent = 0; sent <= WINDOW_MAX + 3 * 65_536; sent += 65_536) opened.far[side].send(body);
    return opened;
  };
  it.each(["downstream", "upstream"] as const)(
    "loses its flow: %s",
    async (side) => {
      const { hop } = push(side, true);
      expect(await within(hop.done, 10_000)).toMatchObject({ code: "CGW_FLOW_PROTOCOL_ERROR" });
    },
    15_000,
  );
  it("that never promised to keep one is held back by its stream alone", async () => {
    const { hop, far } = push("downstream", false);
    await until(() => far.downstream.buffered() === 0);
    hop.terminate("CGW_FLOW_DRAIN");
    expect(await within(hop.done, 10_000)).toMatchObject({ code: "CGW_FLOW_DRAIN" });
  }, 15_000);
});
