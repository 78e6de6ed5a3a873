/** Who sees what passes an end of a flow, in its order: what is read from the socket, what is written to it. */
export interface SocketWatch {
  read(bytes: Buffer): void;
  wrote(bytes: Buffer): void;
  /** The socket has ended its side; its side was ended. */
  readEnd(): void;
  wroteEnd(): void;
}
