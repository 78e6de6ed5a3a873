/** What a command says when it fails: one text, one exit code, no stack. */

export class CommandFault extends Error {
  override readonly name = "CommandFault";
  readonly exitCode: 1 | 2;

  constructor(text: string, exitCode: 1 | 2 = 1, options?: ErrorOptions) {
    super(text, options);
    this.exitCode = exitCode;
  }
}

/** Wrong usage. */
export const usage = (text: string): CommandFault => new CommandFault(text, 2);

export const say = (text: string): void => void process.stderr.write(`wayleave: ${text}\n`);
