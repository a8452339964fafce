import { assertNever } from "../../model/assert-never.js";
import type { Shell } from "./shells.js";

/**
 * commander has no completion, and a shell cannot know the names of sessions, so the program completes itself. Each script passes the typed words to `kubespy __complete`, which prints a candidate a line, with a tab and its description; the line
 * `:files` means file names. Candidates are not filtered by the typed prefix: shells do that in their own way.
 */
export function completionScript(shell: Shell): string {
  switch (shell) {
    case "bash":
      return bash;
    case "zsh":
      return zsh;
    case "fish":
      return fish;
    default:
      return assertNever(shell);
  }
}

/**
 * bash also splits words at `@`, `=` and `:` (COMP_WORDBREAKS), so that "@latest" would be two: the script splits the line at spaces, and removes
 * from each reply the part before the last of these characters, because readline replaces only what follows them (and an `@` itself). Replies are
 * treated as file names only where nothing else is offered: bash would write "\@latest" otherwise.
 */
const bash = `# bash completion for kubespy: source <(kubespy completion bash)
_kubespy() {
  local line="\${COMP_LINE:0:COMP_POINT}" words current reply head="" breaks="\${COMP_WORDBREAKS//[^@=:]/}"
  read -ra words <<<"$line"
  [[ $line == *[[:space:]] ]] && words+=("")
  current="\${words[\${#words[@]} - 1]}"
  [[ -n $breaks && $current == *["$breaks"]* ]] && head="\${current%"\${current##*["$breaks"]}"}"
  head="\${head%@}"
  COMPREPLY=()
  while IFS= read -r reply; do
    if [[ $reply == :files ]]; then
      (( \${#COMPREPLY[@]} )) || compopt -o filenames 2>/dev/null
      while IFS= read -r reply; do COMPREPLY+=("\${reply#"$head"}"); done < <(compgen -f -- "$current")
    else
      reply="\${reply%%$'\\t'*}"
      [[ $reply == "$current"* ]] && COMPREPLY+=("\${reply#"$head"}")
    fi
  done < <(kubespy __complete -- "\${words[@]:1}" 2>/dev/null)
}
complete -F _kubespy kubespy
`;

const zsh = `#compdef kubespy
# zsh completion for kubespy: kubespy completion zsh >"\${fpath[1]}/_kubespy", or source <(kubespy completion zsh)
_kubespy() {
  local line word files=0
  local -a candidates
  while IFS= read -r line; do
    if [[ $line == :files ]]; then
      files=1
      continue
    fi
    word="\${line%%$'\\t'*}"
    if [[ $line == *$'\\t'* ]]; then
      candidates+=("\${word//:/\\\\:}:\${line#*$'\\t'}")
    else
      candidates+=("\${word//:/\\\\:}")
    fi
  done < <(kubespy __complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)
  (( \${#candidates} )) && _describe -t kubespy kubespy candidates
  (( files )) && _files
}
if [[ "\${funcstack[1]}" == _kubespy ]]; then
  _kubespy "$@"
else
  compdef _kubespy kubespy
fi
`;

const fish = `# fish completion for kubespy: kubespy completion fish >~/.config/fish/completions/kubespy.fish
function __kubespy_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    for line in (kubespy __complete -- $words[2..-1] "$current" 2>/dev/null)
        if test "$line" = ":files"
            __fish_complete_path "$current"
        else
            echo $line
        end
    end
end
complete -c kubespy -f -k -a '(__kubespy_complete)'
`;
