/** What a hop may answer an open with: it speaks of itself and of what lies behind it, and of nothing else. */
import { expect, it } from "@jest/globals";
import { memoryStreams } from "../../io/flow/memory-stream.ts";
import { decodeFrame, encodeFrame } from "../../io/wire/frame.ts";
import {
  type Answer,
  askStream,
  GATEWAY_MAY_STATE,
  type MayState,
  type OpenFrame,
  PUBLISHER_MAY_STATE,
} from "./ask.ts";

const LOST = "CGW_RELAY_PGW_UNREACHABLE";

it.each<[string, MayState, readonly string[]]>([
  ["publisher", PUBLISHER_MAY_STATE, ["PUB_DIAL_FORBIDDEN", "PUB_FLOW_DRAIN", "APP_DIAL_REFUSED"]],
  ["publisher", PUBLISHER_MAY_STATE, ["AGT_STEER_UNSUPPORTED"]],
  ["gateway", GATEWAY_MAY_STATE, ["PGW_DIAL_NO_ACK", "PGW_FLOW_DRAIN", "PUB_LIMIT_RESOURCES", "APP_DIAL_TIMEOUT"]],
])("a %s is believed what it knows: %j %j", async (_, mayState, codes) => {
  for (const code of codes) expect(await refusedWith(code, mayState)).toEqual({ code });
});

it.each<[string, MayState, readonly string[]]>([
  ["publisher", PUBLISHER_MAY_STATE, ["PGW_FLOW_DRAIN", "PGW_DIAL_NO_ACK", "PGW_AUTH_PERMIT_INVALID"]],
  ["publisher", PUBLISHER_MAY_STATE, ["CGW_POLICY_NO_RULE", "CGW_FLOW_DRAIN", "AGT_FLOW_CLIENT_CLOSED"]],
  ["gateway", GATEWAY_MAY_STATE, ["CGW_POLICY_RULE_BLOCK", "CGW_LIMIT_USER", "AGT_AUTH_LOGIN_REQUIRED"]],
  ["gateway", GATEWAY_MAY_STATE, ["", "PGW_", "PUB_OF_NO_CATALOGUE"]],
])("a %s that states what is not its to know has not answered: %j %j", async (_, mayState, codes) => {
  for (const code of codes) expect(await refusedWith(code, mayState)).toEqual({ code: LOST });
});

type Stream = ReturnType<typeof memoryStreams>["client"];
const OPEN = decodeFrame(encodeFrame("open", { host: "wiki.corp.example", port: 80 })).value as OpenFrame;

function refusedWith(code: string, mayState: MayState): Promise<Answer> {
  const { client, server } = memoryStreams();
  refuseWith(server, code);
  return askStream(client, OPEN, { hop: "gw-2", mayState, lostCode: LOST }).answer;
}

function refuseWith(server: Stream, code: string): void {
  server.onEnd(() => server.end());
  server.onMessage(() => void server.send(encodeFrame("refused", { code })));
}
