/**
 * Jest's reporter for a run that failed: a test that broke off has not cleaned up, and what it left open would keep
 * the run from ever ending. A run that passed gets no such help: it must end by itself.
 */

/** Past this jest has said that something is open, and a worker would have been ended. */
const PATIENCE_MS = 3_000;

interface Results {
  readonly numFailedTests: number;
  readonly numFailedTestSuites: number;
}

export default class EndAfterFailure {
  onRunComplete(_contexts: unknown, { numFailedTests, numFailedTestSuites }: Results): void {
    if (numFailedTests + numFailedTestSuites === 0) return;
    // Without a hold of its own: where nothing is open the run ends before.
    setTimeout(() => {
      console.error("The failed tests left something open: the run is ended.");
      process.exit(1);
    }, PATIENCE_MS).unref();
  }
}
