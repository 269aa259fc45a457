import { defineCommand } from "../command.ts";
import type { Command } from "../command.ts";
import { renderBash } from "../completion/render-bash.ts";
import { renderFish } from "../completion/render-fish.ts";
import { renderZsh } from "../completion/render-zsh.ts";
import { exitStatus, usageFailure } from "../exit-status.ts";

const shells = { bash: renderBash, zsh: renderZsh, fish: renderFish } as const;
const names = Object.keys(shells) as (keyof typeof shells)[];

/** Creates `toolmark completion`, which knows every other command. */
export function createCompletion(others: () => readonly Command[]): Command {
  return defineCommand({
    name: "completion",
    summary: "Print the completion script of a shell",
    usage: "SHELL",
    argument: "choice",
    choices: names,
    arity: [1, 1],
    details: ["Commands, options, their values, and the fields of the query language."],
    options: {},
    asks: false,
    examples: [
      ["source <(toolmark completion bash)", "in ~/.bashrc"],
      ["toolmark completion zsh > ~/.zfunc/_toolmark", "in a folder of fpath"],
      ["toolmark completion fish > ~/.config/fish/completions/toolmark.fish", "fish"],
    ],
    async run(context, { arguments: [wanted = ""] }) {
      const shell = names.find((name) => name === wanted);
      if (shell === undefined)
        throw usageFailure(`there is no script for ${JSON.stringify(wanted)}`, [
          `it is one of ${names.join(", ")}`,
        ]);
      await context.print([shells[shell](others())]);
      return exitStatus.ok;
    },
  });
}
