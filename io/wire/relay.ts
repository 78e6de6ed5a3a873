/** The path of the hop between gateways; its messages are frames of a flow. */
export const RELAY_PATH = "/wayleave.relay.v1.RelayService/Relay";
