import { execFile } from "node:child_process";
import { access, constants, realpath } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";

const OLDEST_JAVA = 17;
const HOW_TO_INSTALL = "on Debian or Ubuntu: apt-get install openjdk-17-jre-headless maven";

/** A Java that both servers run on. */
export interface Java {
  /** The path of the `java` command. */
  readonly command: string;
  /** The folder that holds `bin/java`. */
  readonly home: string;
}

/**
 * Finds Java in `JAVA_HOME`, else on the `PATH`, and asks it for its version. Rejects with what to
 * install when there is none or it is older than 17.
 */
export async function findJava(): Promise<Java> {
  const { JAVA_HOME } = process.env;
  const command =
    JAVA_HOME === undefined || JAVA_HOME === ""
      ? await findExecutable("java")
      : join(JAVA_HOME, "bin", "java");
  if (command === undefined) {
    throw new Error(
      `java is not on the PATH; install Java ${OLDEST_JAVA} or newer (${HOW_TO_INSTALL})`,
    );
  }
  const version = await readVersion(command);
  if (version < OLDEST_JAVA) {
    throw new Error(
      `${command} is Java ${version}; install Java ${OLDEST_JAVA} or newer (${HOW_TO_INSTALL}) or point JAVA_HOME at one`,
    );
  }
  return { command, home: dirname(dirname(await realpath(command))) };
}

/** Finds Maven's `mvn` on the `PATH`; rejects with what to install when it is not there. */
export async function findMaven(): Promise<string> {
  const command = await findExecutable("mvn");
  if (command !== undefined) return command;
  throw new Error(`mvn is not on the PATH; install Maven (${HOW_TO_INSTALL})`);
}

async function readVersion(command: string): Promise<number> {
  try {
    const { stderr } = await promisify(execFile)(command, [
      "-XshowSettings:properties",
      "-version",
    ]);
    return Number(/java\.specification\.version = (?:1\.)?(\d+)/.exec(stderr)?.[1] ?? 0);
  } catch (error) {
    throw new Error(
      `${command} could not be run; install Java ${OLDEST_JAVA} or newer (${HOW_TO_INSTALL})`,
      {
        cause: error,
      },
    );
  }
}

async function findExecutable(name: string): Promise<string | undefined> {
  for (const folder of (process.env["PATH"] ?? "").split(delimiter)) {
    const candidate = join(folder === "" ? "." : folder, name);
    try {
      await access(candidate, constants.X_OK);
      return candidate;
    } catch {
      // Not in this folder: look in the next.
    }
  }
  return undefined;
}
