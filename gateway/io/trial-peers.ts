/** For tests of gateways from outside: the peers of `io/control/trial-peers.ts`, where benches find them too. */
export * from "../../io/control/trial-peers.ts";
