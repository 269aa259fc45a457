import type { Command } from "../command.ts";
import { completionWords, fieldWords, firstWords, secondWords } from "./completion-words.ts";
import type { CommandWords } from "./completion-words.ts";

/** The completion script of zsh. */
export function renderZsh(commands: readonly Command[]): string {
  const words = completionWords(commands);
  const firsts = firstWords(words);
  const described = firsts.map((first) => {
    const { summary } = words.find(({ name }) => name.split(" ")[0] === first) ?? { summary: "" };
    return `    ${quoted(`${first}:${summary}`)}`;
  });
  const groups = firsts.filter((first) => secondWords(words, first).length > 0);
  return `#compdef toolmark
# zsh completion of toolmark
_toolmark_query() {
  local -a fields
  fields=(${fieldWords.map(quoted).join(" ")})
  compadd -S '' -a fields
}
_toolmark() {
  local -a commands actions
  local command="$words[2]"
  commands=(
${described.join("\n")}
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  case "$command $words[3]" in
${words
  .filter(({ name }) => name.includes(" "))
  .map(({ name }) => `    ${quoted(name)}) command=${quoted(name)} ;;`)
  .join("\n")}
  esac
  if (( CURRENT == 3 )); then
    case "$command" in
${groups
  .map(
    (first) =>
      `      ${first}) actions=(${secondWords(words, first).map(quoted).join(" ")}); compadd -a actions ;;`,
  )
  .join("\n")}
    esac
  fi
  if [[ "$command" == *' '* ]]; then
    words=("$command" "\${(@)words[4,-1]}")
    (( CURRENT -= 2 ))
  else
    words=("\${(@)words[2,-1]}")
    (( CURRENT -= 1 ))
  fi
  case "$command" in
${words.map(zshCase).join("\n")}
  esac
}
if [ "$funcstack[1]" = "_toolmark" ]; then
  _toolmark "$@"
else
  compdef _toolmark toolmark
fi`;
}

function zshCase(command: CommandWords): string {
  const specs = command.options.map(({ name, takesValue, choices, isFile, description }) => {
    const value = takesValue ? `:value:${isFile ? "_files" : `(${choices.join(" ")})`}` : "";
    return quoted(`--${name}[${escaped(description)}]${value}`);
  });
  return `    ${quoted(command.name)}) _arguments -S ${[...specs, ...argumentSpec(command)].join(" ")} ;;`;
}

function argumentSpec({ argument, choices }: CommandWords): string[] {
  switch (argument) {
    case "query":
      return [quoted("*:query:_toolmark_query")];
    case "file":
      return [quoted("*:file:_files")];
    case "choice":
      return [quoted(`*:choice:(${choices.join(" ")})`)];
    case "none":
    case "value":
      return [];
  }
}

function escaped(text: string): string {
  return text.replaceAll(/[[\]:\\]/g, String.raw`\$&`);
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
