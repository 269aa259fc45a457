import type { Command } from "../command.ts";
import { completionWords, fieldWords, firstWords, secondWords } from "./completion-words.ts";
import type { CommandWords } from "./completion-words.ts";

/** The completion script of bash. */
export function renderBash(commands: readonly Command[]): string {
  const words = completionWords(commands);
  const firsts = firstWords(words);
  const groups = firsts.filter((first) => secondWords(words, first).length > 0);
  return `# bash completion of toolmark
_toolmark() {
  local cur prev command fields
  COMPREPLY=()
  cur="\${COMP_WORDS[COMP_CWORD]}"
  prev="\${COMP_WORDS[COMP_CWORD-1]}"
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${[...firsts, "help"].join(" ")} --help --version" -- "$cur"))
    return
  fi
  command="\${COMP_WORDS[1]}"
  case "$command \${COMP_WORDS[2]}" in
${words
  .filter(({ name }) => name.includes(" "))
  .map(({ name }) => `    "${name}") command="${name}" ;;`)
  .join("\n")}
  esac
  if [ "$COMP_CWORD" -eq 2 ]; then
    case "$command" in
${groups
  .map(
    (first) =>
      `      ${first}) COMPREPLY=($(compgen -W "${secondWords(words, first).join(" ")}" -- "$cur")) ;;`,
  )
  .join("\n")}
    esac
    [ "\${#COMPREPLY[@]}" -gt 0 ] && return
  fi
  fields="${fieldWords.join(" ")}"
  case "$command" in
${words.map(bashCase).join("\n")}
  esac
}
complete -F _toolmark toolmark`;
}

function bashCase(command: CommandWords): string {
  const { name, options } = command;
  const valued = options.filter(({ takesValue }) => takesValue);
  const cases = valued.map(({ name: option, short, choices, isFile }) => {
    const label = short === undefined ? `--${option}` : `--${option}|-${short}`;
    const reply = isFile
      ? 'COMPREPLY=($(compgen -f -- "$cur"))'
      : `COMPREPLY=($(compgen -W "${choices.join(" ")}" -- "$cur"))`;
    return `        ${label}) ${reply}; return ;;`;
  });
  const names = options.map(({ name: option }) => `--${option}`).join(" ");
  return `    "${name}")
      case "$prev" in
${cases.join("\n")}${cases.length === 0 ? "        *) ;;" : ""}
      esac
      case "$cur" in
        -*) COMPREPLY=($(compgen -W "${names}" -- "$cur")) ;;
        *) ${argumentReply(command)} ;;
      esac ;;`;
}

function argumentReply({ argument, choices }: CommandWords): string {
  switch (argument) {
    case "query":
      return 'compopt -o nospace 2>/dev/null || true; COMPREPLY=($(compgen -W "$fields" -- "$cur"))';
    case "file":
      return 'COMPREPLY=($(compgen -f -- "$cur"))';
    case "choice":
      return `COMPREPLY=($(compgen -W "${choices.join(" ")}" -- "$cur"))`;
    case "none":
    case "value":
      return ":";
  }
}
