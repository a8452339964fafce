/**
 * A command line for the record, without the secrets that such command lines bear: the value of `--from-literal=key=value` and of flags
 * that are called password, token or secret. What else a command holds cannot be told from what is harmless.
 */
export function commandWithoutSecrets(command: readonly string[]): readonly string[] {
  return command.map((word, i) => {
    const before = command[i - 1] ?? "";
    if (/^--from-literal$/.test(before)) return word.replace(/=[\s\S]*$/, `=${hidden}`);
    if (secretFlag.test(before) && !before.includes("=")) return hidden;
    const literal = /^(--from-literal=[^=]*=)[\s\S]+$/.exec(word);
    if (literal !== null) return `${literal[1]}${hidden}`;
    const flag = /^(--?[^=]+)=[\s\S]+$/.exec(word);
    return flag?.[1] !== undefined && secretFlag.test(flag[1]) ? `${flag[1]}=${hidden}` : word;
  });
}

const hidden = "(hidden)";

const secretFlag = /^--?([a-z-]*-)?(password|passwd|token|secret|api-?key)$/i;
