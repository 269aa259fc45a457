import { existsSync, readFileSync } from "node:fs";

/*
 * Prints the totals of a vitest JSON report as one line and fails when a test failed or was left out,
 * or when a scenario that must run did not.
 */
interface Report {
  numPassedTests: number;
  numFailedTests: number;
  numFailedTestSuites: number;
  testResults: {
    name: string;
    message?: string;
    assertionResults: { status: string; fullName: string }[];
  }[];
}

const report = JSON.parse(readFileSync(process.argv[2] ?? "", "utf8")) as Report;
const results = report.testResults.flatMap((file) => file.assertionResults);
// A deviation of a driver is named, with its reason, in the title of the test that it leaves out.
const leftOut = results.filter((test) => test.status !== "passed" && test.status !== "failed");
const unexplained = leftOut.filter(
  (test) => !/^event (log|store) contract: .*\(.{20,}\)$/.test(test.fullName),
);
const airline = report.testResults.find((file) => file.name.includes("airline"));
const airlineRan = airline?.assertionResults.every((test) => test.status === "passed") ?? false;
const faults = [
  ...unexplained.map((test) => `left out without a reason: ${test.fullName}`),
  ...(airlineRan && (airline?.assertionResults.length ?? 0) > 0
    ? []
    : [
        `the airline scenario did not run${existsSync("../shared") ? "" : ": ../shared is missing"}`,
      ]),
  ...(report.numPassedTests > 0 ? [] : ["no test ran"]),
  ...(report.numFailedTestSuites > 0 && report.numFailedTests === 0
    ? ["a test file could not be loaded"]
    : []),
];
for (const test of leftOut) process.stdout.write(`deviation: ${test.fullName}\n`);
for (const fault of faults) process.stdout.write(`${fault}\n`);
process.stdout.write(`${report.numPassedTests} passed, ${report.numFailedTests} failed\n`);
process.exitCode = faults.length > 0 || report.numFailedTests > 0 ? 1 : 0;
