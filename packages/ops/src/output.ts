/** Progress and what people read: standard error. */
export const say = (line: string): void => void process.stderr.write(`${line}\n`);

/** What a command answers, such as its list: standard output. */
export const print = (text: string): void => void process.stdout.write(`${text}\n`);
