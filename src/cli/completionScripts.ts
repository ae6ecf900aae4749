/**
 * Scripts that complete verbs and flags of tune in bash, zsh and fish. Everything is in the script: a shell that asked the program
 * at each press of the key would have to wait for it to start.
 */

import type { CompletedFlag, CompletedVerb } from './completionTree.ts';

export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

/** @param tree the program itself first */
export function completionScript(shell: Shell, tree: readonly CompletedVerb[]): string {
  return SCRIPTS[shell](tree);
}

const SCRIPTS: Readonly<Record<Shell, (tree: readonly CompletedVerb[]) => string>> = { bash, zsh, fish };

const pathOf = ({ path }: CompletedVerb): string => path.join('/');

/** Names of flags that are followed by a value, in any verb. */
function valued(tree: readonly CompletedVerb[]): string[] {
  return namesOf(tree.flatMap(({ flags }) => flags).filter(({ takes }) => takes === 'value'));
}

function namesOf(flags: readonly CompletedFlag[]): string[] {
  return [...new Set(flags.flatMap(({ names }) => names))];
}

/** Each verb below another, as a pattern of `path/name`. */
function steps(tree: readonly CompletedVerb[]): string {
  return tree
    .filter(({ path }) => path.length > 0)
    .map((verb) => `'/${pathOf(verb)}'`)
    .join('|');
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** Words after which only some words can come: `path --flag`. */
function choicesAfter(tree: readonly CompletedVerb[]): (readonly [pattern: string, words: readonly string[]])[] {
  return tree.flatMap((verb) =>
    verb.flags
      .filter(({ choices }) => choices.length > 0)
      .flatMap(({ names, choices }) => names.map((name) => [`'${pathOf(verb)} ${name}'`, choices] as const)),
  );
}

function bash(tree: readonly CompletedVerb[]): string {
  return `# Completion of tune for bash. In ~/.bashrc: eval "$(tune completion bash)"
_tune() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" path='' previous='' words='' i word
  for ((i = 1; i < COMP_CWORD; i++)); do
    word="\${COMP_WORDS[i]}"
    case "$previous" in ${valued(tree).join('|')}) previous=''; continue ;; esac
    previous="$word"
    case "$path/$word" in ${steps(tree)}) path="$path/$word" ;; esac
  done
  path="\${path#/}"
  case "$path $previous" in
${choicesAfter(tree)
  .map(
    ([pattern, words]) => `    ${pattern}) COMPREPLY=($(compgen -W ${quoted(words.join(' '))} -- "$cur")); return ;;`,
  )
  .join('\n')}
  esac
  case "$previous" in ${valued(tree).join('|')}) return ;; esac
  case "$path" in
${tree
  .map((verb) => {
    const words = verb.verbs.length > 0 ? verb.verbs.map(({ name }) => name) : verb.choices;
    return `    ${quoted(pathOf(verb))}) if [[ "$cur" == -* ]]; then words=${quoted(namesOf(verb.flags).join(' '))}; else words=${quoted(words.join(' '))}; fi ;;`;
  })
  .join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -o default -F _tune tune
`;
}

/** `name:what it does`, as _describe reads it. */
function described(name: string, about: string): string {
  return quoted(`${name.replaceAll(':', '\\:')}:${about.replaceAll(':', '\\:')}`);
}

function zsh(tree: readonly CompletedVerb[]): string {
  return `#compdef tune
# Completion of tune for zsh. In ~/.zshrc, after compinit: eval "$(tune completion zsh)"
_tune() {
  local path_='' previous='' word
  local -a found
  for word in "\${(@)words[2,CURRENT-1]}"; do
    case "$previous" in (${valued(tree).join('|')}) previous=''; continue ;; esac
    previous="$word"
    case "$path_/$word" in (${steps(tree)}) path_="$path_/$word" ;; esac
  done
  path_="\${path_#/}"
  case "$path_ $previous" in
${choicesAfter(tree)
  .map(([pattern, words]) => `    (${pattern}) compadd -- ${words.map(quoted).join(' ')}; return ;;`)
  .join('\n')}
  esac
  case "$previous" in (${valued(tree).join('|')}) _files; return ;; esac
  case "$path_" in
${tree
  .map((verb) => {
    const words =
      verb.verbs.length > 0
        ? verb.verbs.map(({ name, about }) => described(name, about))
        : verb.choices.map((choice) => quoted(choice));
    const flags = verb.flags.flatMap(({ names, about }) => names.map((name) => described(name, about)));
    return `    (${quoted(pathOf(verb))}) if [[ "$PREFIX" == -* ]]; then found=(${flags.join(' ')}); else found=(${words.join(' ')}); fi ;;`;
  })
  .join('\n')}
  esac
  if (( \${#found} )); then _describe 'tune' found; else _files; fi
}
compdef _tune tune
`;
}

/** In fish a backslash and a quote are escaped within single quotes. */
function inFish(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

function fish(tree: readonly CompletedVerb[]): string {
  return `# Completion of tune for fish. tune completion fish > ~/.config/fish/completions/tune.fish
function __tune_path
    set -l path ''
    set -l previous ''
    for word in (commandline -opc)[2..-1]
        if contains -- "$previous" ${valued(tree).join(' ')}
            set previous ''
            continue
        end
        set previous $word
        if contains -- "$path/$word" ${tree
          .filter(({ path }) => path.length > 0)
          .map((verb) => inFish(`/${pathOf(verb)}`))
          .join(' ')}
            set path "$path/$word"
        end
    end
    string replace -r '^/' '' -- $path
end
function __tune_at
    test (__tune_path) = "$argv[1]"
end
${tree.flatMap(fishLines).join('\n')}
`;
}

function fishLines(verb: CompletedVerb): string[] {
  const at = `complete -c tune -n ${inFish(`__tune_at "${pathOf(verb)}"`)}`;
  return [
    ...verb.verbs.map(({ name, about }) => `${at} -f -a ${inFish(name)} -d ${inFish(about)}`),
    ...(verb.choices.length === 0 ? [] : [`${at} -f -a ${inFish(verb.choices.join(' '))}`]),
    ...verb.flags.map(({ names, about, takes, choices }) => {
      const named = names
        .map((name) => (name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`))
        .join(' ');
      const value = choices.length > 0 ? ` -x -a ${inFish(choices.join(' '))}` : takes === 'value' ? ' -r' : '';
      return `${at} ${named}${value} -d ${inFish(about)}`;
    }),
  ];
}
