import { findTarget, isLoopback } from "../api/connection.ts";
import { defineCommand } from "../command.ts";
import type { CommandContext } from "../command.ts";
import { checkDisk, checkNode, checkSettings, checkTokenFile } from "../doctor/check-machine.ts";
import { checkServer } from "../doctor/check-server.ts";
import type { Finding } from "../doctor/finding.ts";
import { exitStatus } from "../exit-status.ts";
import { pad, wrap } from "../output/text-width.ts";
import { safeText } from "../output/visible-text.ts";

/** `toolmark doctor`. */
export const doctor = defineCommand({
  name: "doctor",
  summary: "Check this machine, the settings, the token and the server, and say what to do",
  usage: "",
  argument: "none",
  arity: [0, 0],
  details: [
    "The exit status is that of the first fault: 2 settings, 3 token, 4 server, 5 not reachable, 6 anything else. Warnings alone end with 0.",
  ],
  options: {},
  asks: true,
  examples: [
    ["toolmark doctor", "when something does not work"],
    ["toolmark doctor --json | jq 'select(.level != \"ok\")'", "what needs attention"],
  ],
  async run(context, { options }) {
    const findings: Finding[] = [];
    const add = async (...found: Finding[]) => {
      findings.push(...found);
      if (context.json) await context.printJson(...found.map(({ status: _status, ...one }) => one));
      else await context.print(found.flatMap((one) => render(one, context)));
    };
    await add(checkNode(process.versions.node));
    await add(...checkSettings(context.env));
    if (!findings.some(({ check, level }) => check === "settings" && level === "fault")) {
      const target = await findTarget(context.env, options as { url?: string });
      await add(...(await checkTokenFile(target.tokenSource)));
      await add(...(await checkServer(target, context.signal)));
      const directory = context.env["TOOLMARK_DATA_DIR"] || "./data";
      if (isLoopback(target.url)) await add(...(await checkDisk(directory)));
    }
    const first = findings.find(({ level }) => level === "fault");
    return first?.status ?? exitStatus.ok;
  },
});

const marks = {
  ok: ["good", "ok"],
  warning: ["warning", "warning"],
  fault: ["bad", "fault"],
} as const;
const LABEL = 14;

function render({ check, level, message, advice }: Finding, { terminal: { out } }: CommandContext) {
  const [style, word] = marks[level];
  const width = out.columns;
  const column = 9 + LABEL;
  const break_ = (text: string) =>
    width === undefined ? [text] : wrap(text, Math.max(20, width - column));
  const lines = [
    ...break_(safeText(message)),
    ...(advice === undefined ? [] : break_(`-> ${safeText(advice)}`)),
  ];
  return lines.map((line, index) =>
    index === 0
      ? `${out.paint(style, pad(word, 9))}${pad(safeText(check), LABEL)}${line}`
      : `${" ".repeat(column)}${line}`,
  );
}
