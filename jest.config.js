/**
 * Four suites: `unit` needs Node alone; `e2e` drives the real programs, one file at a time; `lab` builds the lab, for
 * which it needs Linux' namespaces; `kafka` starts real brokers, for which it needs Java and Maven.
 */
const project = (displayName, testMatch, more = {}) => ({
  displayName,
  testMatch,
  testEnvironment: "node",
  extensionsToTreatAsEsm: [".ts"],
  transform: { "\\.ts$": "<rootDir>/sim/strip-types.js" },
  modulePathIgnorePatterns: ["<rootDir>/.wayleave", "<rootDir>/.ci"],
  ...more,
});

export default {
  testTimeout: 60_000,
  // Most tests wait for processes and deadlines, not for a core.
  maxWorkers: 3,
  reporters: ["default", "<rootDir>/sim/end-after-failure.ts"],
  projects: [
    project("unit", ["<rootDir>/**/*.test.ts"]),
    project("e2e", ["<rootDir>/sim/e2e/**/*.e2e.ts"]),
    project("lab", ["<rootDir>/deploy/lab/**/*.lab.ts"]),
    project("kafka", ["<rootDir>/io/log/kafka/**/*.kafka.ts"]),
  ],
};
