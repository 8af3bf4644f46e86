/** One instruction of a Dockerfile, its flags apart: COPY --from=x a b is { name: 'COPY', flags: { from: 'x' }, words: ['a', 'b'] }. */
export interface Instruction {
  readonly name: string;
  readonly flags: Readonly<Record<string, string>>;
  /** What follows the flags, as it stands. */
  readonly text: string;
  readonly words: readonly string[];
}

export interface Stage {
  readonly name: string;
  /** Another stage, or an image. */
  readonly from: string;
  readonly instructions: readonly Instruction[];
}

/** The stages of a Dockerfile in their order. Reads only what ours has: no ARG, no here-documents. */
export function readDockerfile(text: string): Stage[] {
  const stages: { name: string; from: string; instructions: Instruction[] }[] = [];
  for (const line of joinedLines(text)) {
    const instruction = readInstruction(line);
    if (instruction.name !== 'FROM') {
      const stage = stages.at(-1);
      if (!stage) throw new Error(`${line} stands before the first FROM`);
      stage.instructions.push(instruction);
      continue;
    }
    const [from, as, name] = instruction.words;
    if (from === undefined || as?.toUpperCase() !== 'AS' || name === undefined) {
      throw new Error(`${line}: every stage has to have a name`);
    }
    stages.push({ name, from, instructions: [] });
  }
  return stages;
}

function joinedLines(text: string): string[] {
  return text
    .split('\n')
    .filter((line) => !/^\s*#/.test(line))
    .join('\n')
    .replace(/\\\n\s*/g, '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

function readInstruction(line: string): Instruction {
  const [, name = '', given = '', text = ''] = /^(\w+)((?:\s+--[\w-]+=\S+)*)\s*(.*)$/.exec(line) ?? [];
  const flags = [...given.matchAll(/--([\w-]+)=(\S+)/g)].map(([, flag = '', value = '']) => [flag, value] as const);
  return { name: name.toUpperCase(), flags: Object.fromEntries(flags), text, words: text.split(/\s+/) };
}

/** The command of CMD ["a", "b"]; HEALTHCHECK has the word CMD before it. */
export function execForm(text: string): string[] {
  const parsed: unknown = JSON.parse(text.replace(/^CMD\s+/, ''));
  if (!Array.isArray(parsed) || !parsed.every((word) => typeof word === 'string')) {
    throw new Error(`${text} has to be a list of strings: a shell would not hand signals on`);
  }
  return parsed;
}

/** Whether .dockerignore keeps a path from the build: the last line that matches it, or a folder above it, counts. */
export function ignoring(text: string): (path: string) => boolean {
  const rules = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => ({ ignored: !line.startsWith('!'), pattern: patternOf(line.replace(/^!/, '')) }));
  return (path) => {
    const folders = path.split('/').map((_, at, parts) => parts.slice(0, at + 1).join('/'));
    const last = rules.findLast(({ pattern }) => folders.some((folder) => pattern.test(folder)));
    return last?.ignored ?? false;
  };
}

/** Docker's: a star also stands for a leading dot. */
function patternOf(glob: string): RegExp {
  const parts = glob.split(/(\*\*\/|\*)/).map((part) => {
    if (part === '**/') return '(?:.*/)?';
    return part === '*' ? '[^/]*' : part.replace(/[.+?^${}()|[\]\\]/g, '\\$&');
  });
  return new RegExp(`^${parts.join('')}$`);
}
