/**
 * The closed catalogue of reasons: why a flow was refused, or how it ended. One code per flow, everywhere the same:
 * wire, log, metric, reply to the program. A code is never reused for another meaning.
 */

/** N normal end, D denied, F failed, S shed for capacity, R cut by the system, I not steered (near miss). */
export type ReasonClass = "N" | "D" | "F" | "S" | "R" | "I";

/** Who can do something about it: U user, A administrator, O operator, P owner of the app, - nobody (try again). */
export type Acts = "U" | "A" | "O" | "P" | "U/O" | "-";

export interface Reason {
  readonly class: ReasonClass;
  readonly acts: Acts;
  /** Before any byte was delivered, another publisher or gateway may be tried at once. */
  readonly retryable: boolean;
  /** One line for the person at the device. */
  readonly text: string;
  /** Reply code of SOCKS5 (RFC 1928). */
  readonly socks: number;
  /** Status of the reply to HTTP CONNECT and absolute-form requests. */
  readonly http: number;
}

const reply = (socks: number, http: number) => ({ socks, http });
const DENIED = reply(2, 403);
const UNKNOWN = reply(4, 502);
const REFUSED = reply(5, 502);
const TIMEOUT = reply(4, 504);
const AWAY = reply(1, 503);
const BROKEN = reply(1, 502);
/** SOCKS 07: command not supported. */
const UNSUPPORTED = reply(7, 501);

type Reply = { readonly socks: number; readonly http: number };
const once = (kind: ReasonClass, acts: Acts, answer: Reply, text: string): Reason => ({
  class: kind,
  acts,
  retryable: false,
  text,
  ...answer,
});
const again = (kind: ReasonClass, acts: Acts, answer: Reply, text: string): Reason => ({
  class: kind,
  acts,
  retryable: true,
  text,
  ...answer,
});

const AGENT = {
  AGT_ENROL_TOKEN_REJECTED: once("F", "A", DENIED, "The enrolment token is unknown, spent or expired."),
  AGT_TUNNEL_GATEWAY_UNREACHABLE: again("F", "U/O", AWAY, "No gateway answers. Check the network connection."),
  AGT_TUNNEL_TLS_UNTRUSTED: again("F", "O", AWAY, "The gateway's certificate could not be verified."),
  AGT_TUNNEL_LOST: again("F", "-", AWAY, "The connection to the gateway broke. Try again."),
  AGT_AUTH_LOGIN_REQUIRED: once("D", "U", DENIED, "Sign in on this device first."),
  AGT_CONFIG_STALE: once("F", "O", AWAY, "This device's list of applications is too old."),
  AGT_DNS_NAME_UNKNOWN: once("I", "P", UNKNOWN, "No publisher knows this name."),
  AGT_DNS_STUB_EXHAUSTED: once("S", "A", AWAY, "No free address is left for another application."),
  AGT_DNS_STUB_STALE: once(
    "F",
    "-",
    UNKNOWN,
    "This address no longer stands for an application. Look the name up again.",
  ),
  AGT_DNS_BYPASSED: once("I", "A", UNKNOWN, "This private name was resolved elsewhere."),
  AGT_STEER_NOT_ENTITLED: once("I", "A", DENIED, "This destination is not carried for you."),
  AGT_STEER_PORT_MISS: once("I", "A", DENIED, "This application does not offer that port."),
  AGT_STEER_OFF: once("I", "A", DENIED, "Private access is switched off on this device."),
  AGT_STEER_UNSUPPORTED: once("F", "-", UNSUPPORTED, "This kind of connection is not carried."),
  AGT_LIMIT_OVERLOAD: once("S", "-", AWAY, "Too many connections on this device. Try again."),
  AGT_FLOW_CLIENT_CLOSED: once("N", "-", BROKEN, "Closed by the program."),
  AGT_FLOW_LOCAL_ERROR: once("F", "O", BROKEN, "The program's connection failed on this device."),
  AGT_FLOW_DRAIN: once("R", "-", AWAY, "The agent on this device is stopping."),
} as const satisfies Record<string, Reason>;

const CLIENT_GATEWAY = {
  CGW_AUTH_DEVICE_UNTRUSTED: once("D", "A", DENIED, "This device is not trusted."),
  CGW_AUTH_USER_INACTIVE: once("D", "A", DENIED, "This user account is not active."),
  CGW_AUTH_REAUTH_REQUIRED: once("D", "U", DENIED, "Sign in again."),
  CGW_AUTH_SESSION_REVOKED: once("R", "A", DENIED, "Access of this device or user was revoked."),
  CGW_AUTH_SESSION_UNKNOWN: again("F", "-", AWAY, "The session is not known at this gateway. Try again."),
  CGW_POLICY_NO_RULE: once("D", "A", DENIED, "No rule allows you to use this application."),
  CGW_POLICY_RULE_BLOCK: once("D", "A", DENIED, "A rule blocks this application for you."),
  CGW_POLICY_RESOLVED_BLOCK: once("D", "A", DENIED, "A rule blocks the address of this application for you."),
  CGW_POLICY_POSTURE_FAILED: once("D", "U", DENIED, "This device does not meet a requirement."),
  CGW_POLICY_POSTURE_UNKNOWN: once("D", "U", DENIED, "The state of this device is not known."),
  CGW_POLICY_LOCATION_DENIED: once("D", "U", DENIED, "Not allowed from this place."),
  CGW_POLICY_SCHEDULE_CLOSED: once("D", "A", DENIED, "Not allowed at this time."),
  CGW_POLICY_APPROVAL_NEEDED: once("D", "U", DENIED, "Needs an approval."),
  CGW_POLICY_REVOKED: once("R", "A", DENIED, "What allowed this connection has changed."),
  CGW_APP_UNKNOWN: once("F", "A", UNKNOWN, "No application has this name or address."),
  CGW_SELECT_NO_PUBLISHER: once("F", "A", AWAY, "No publisher is assigned to this application."),
  CGW_SELECT_ALL_DOWN: again("F", "O", AWAY, "All publishers of this application are away."),
  CGW_SELECT_TARGET_DOWN: once("F", "P", AWAY, "No publisher reaches this application."),
  CGW_STATE_NOT_READY: again("F", "-", AWAY, "The gateway is starting. Try again."),
  CGW_STATE_STALE: again("F", "O", AWAY, "This gateway has not heard of changes for too long. Try again."),
  CGW_STATE_STOPPED: again("F", "O", AWAY, "This gateway is older than what it is told. Try again."),
  CGW_RELAY_PGW_UNREACHABLE: again("F", "O", AWAY, "The publisher's gateway could not be reached."),
  CGW_LIMIT_USER: once("S", "A", AWAY, "Too many connections of yours."),
  CGW_LIMIT_OVERLOAD: again("S", "O", AWAY, "The gateway is overloaded. Try again."),
  CGW_LIMIT_RECORD: again("S", "O", AWAY, "This gateway can't record connections for now."),
  CGW_FLOW_IDLE_TIMEOUT: once("N", "-", BROKEN, "Closed because it was idle."),
  CGW_FLOW_DRAIN: again("R", "O", AWAY, "The gateway is stopping. Try again."),
  CGW_FLOW_LOST: once("F", "O", AWAY, "The gateway that carried this connection stopped."),
  CGW_FLOW_PROTOCOL_ERROR: once("F", "O", BROKEN, "A malformed message was received."),
} as const satisfies Record<string, Reason>;

const PUBLISHER_GATEWAY = {
  PGW_AUTH_PUBLISHER_UNTRUSTED: again("F", "O", AWAY, "The publisher is not trusted."),
  PGW_AUTH_IDENTITY_CONFLICT: again("F", "O", AWAY, "One publisher identity is live twice."),
  PGW_AUTH_PERMIT_INVALID: once("F", "O", AWAY, "The permit of this connection was not accepted."),
  PGW_AUTH_PERMIT_EXPIRED: once("F", "O", AWAY, "The permit of this connection came too late."),
  PGW_AUTH_PERMIT_SPENT: once("F", "O", AWAY, "The permit of this connection was used before."),
  PGW_ROUTE_PUBLISHER_GONE: again("F", "-", AWAY, "The publisher has just left. Try again."),
  PGW_ROUTE_EPOCH_STALE: again("F", "-", AWAY, "The route was out of date. Try again."),
  PGW_DIAL_NO_ACK: again("F", "O", TIMEOUT, "The publisher did not answer in time."),
  PGW_LIMIT_OVERLOAD: again("S", "O", AWAY, "The publisher's gateway is overloaded. Try again."),
  PGW_LIMIT_RECORD: again("S", "O", AWAY, "The publisher's gateway can't record connections for now."),
  PGW_FLOW_WINDOW_STALL: once("F", "P", BROKEN, "One side took no more data for too long."),
  PGW_FLOW_PUBLISHER_LOST: again("F", "O", AWAY, "The connection to the publisher broke."),
  PGW_FLOW_DRAIN: again("R", "O", AWAY, "The publisher's gateway is stopping. Try again."),
} as const satisfies Record<string, Reason>;

const PUBLISHER = {
  PUB_CONFIG_BEHIND: again("F", "-", AWAY, "The publisher does not know this application yet. Try again."),
  PUB_AUTH_PERMIT_INVALID: once("F", "O", AWAY, "The publisher did not accept the permit."),
  PUB_AUTH_PERMIT_EXPIRED: once("F", "O", AWAY, "The permit reached the publisher too late."),
  PUB_AUTH_PERMIT_SPENT: once("F", "O", AWAY, "The publisher has seen this permit before."),
  PUB_DIAL_FORBIDDEN: once("D", "A", DENIED, "The publisher may not connect to this address."),
  PUB_DNS_NOT_FOUND: again("F", "P", UNKNOWN, "The publisher can't find the application's name."),
  PUB_DNS_TIMEOUT: again("F", "O", TIMEOUT, "The publisher's name server does not answer."),
  PUB_LIMIT_PORTS: again("S", "O", AWAY, "The publisher has no free port to this application."),
  PUB_LIMIT_RESOURCES: again("S", "O", AWAY, "The publisher is overloaded."),
  PUB_FLOW_DRAIN: again("R", "O", AWAY, "The publisher is stopping. Try again."),
} as const satisfies Record<string, Reason>;

const APP = {
  APP_DIAL_REFUSED: once("F", "P", REFUSED, "The application refused the connection."),
  APP_DIAL_TIMEOUT: once("F", "P", TIMEOUT, "The application did not answer in time."),
  APP_DIAL_UNREACHABLE: again("F", "P", UNKNOWN, "The publisher has no route to the application."),
  APP_FLOW_CLOSED: once("N", "-", BROKEN, "Closed by the application."),
  APP_FLOW_RESET: once("F", "P", BROKEN, "The application reset the connection."),
} as const satisfies Record<string, Reason>;

const CATALOGUE = { ...AGENT, ...CLIENT_GATEWAY, ...PUBLISHER_GATEWAY, ...PUBLISHER, ...APP };

export type Code = keyof typeof CATALOGUE;

export const REASONS: Readonly<Record<Code, Reason>> = CATALOGUE;

/** For text that came over the wire: whatever is not of the catalogue is no code. */
export const isCode = (text: string): text is Code => Object.hasOwn(CATALOGUE, text);
