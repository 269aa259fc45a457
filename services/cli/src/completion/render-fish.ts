import type { Command } from "../command.ts";
import { completionWords, fieldWords, firstWords, secondWords } from "./completion-words.ts";
import type { CommandWords } from "./completion-words.ts";

/** The completion script of fish. */
export function renderFish(commands: readonly Command[]): string {
  const words = completionWords(commands);
  const firsts = firstWords(words);
  return [
    "# fish completion of toolmark",
    "complete -c toolmark -f",
    ...firsts.map((first) => {
      const { summary } = words.find(({ name }) => name.split(" ")[0] === first) ?? { summary: "" };
      return `complete -c toolmark -n __fish_use_subcommand -a ${first} -d ${quoted(summary)}`;
    }),
    ...firsts.flatMap((first) =>
      secondWords(words, first).map(
        (second) =>
          `complete -c toolmark -n '__fish_seen_subcommand_from ${first}; and test (count (commandline -opc)) -eq 2' -a ${second}`,
      ),
    ),
    ...words.flatMap(fishLines),
  ].join("\n");
}

function fishLines(command: CommandWords): string[] {
  const condition = command.name
    .split(" ")
    .map((word) => `__fish_seen_subcommand_from ${word}`)
    .join("; and ");
  const lead = `complete -c toolmark -n '${condition}'`;
  const options = command.options.map(({ name, short, takesValue, choices, isFile, description }) =>
    [
      `${lead} -l ${name}`,
      ...(short === undefined ? [] : [`-s ${short}`]),
      ...(takesValue ? ["-r"] : []),
      ...(isFile ? ["-F"] : []),
      ...(choices.length > 0 ? [`-a ${quoted(choices.join(" "))}`] : []),
      `-d ${quoted(description)}`,
    ].join(" "),
  );
  return [...options, ...argumentLines(command, lead)];
}

function argumentLines({ argument, choices }: CommandWords, lead: string): string[] {
  switch (argument) {
    case "query":
      return [`${lead} -a ${quoted(fieldWords.join(" "))}`];
    case "file":
      return [`${lead} -F`];
    case "choice":
      return [`${lead} -a ${quoted(choices.join(" "))}`];
    case "none":
    case "value":
      return [];
  }
}

function quoted(text: string): string {
  return `'${text.replaceAll("\\", String.raw`\\`).replaceAll("'", String.raw`\'`)}'`;
}
