/**
 * A name that occurs twice in one object of a line of JSON, where `JSON.parse` silently takes the last value. Undefined if
 * there is none.
 */
export function repeatedName(line: string, parsed: unknown): string | undefined {
  // Text within a value may look like a name: only if the counts differ the line is read again.
  return namesWritten(line) === namesRead(parsed) ? undefined : firstRepeated(line);
}

const NAME_END = /"[ \t\r\n]*:/g;
const COLON_NEXT = /[ \t\r\n]*:/y;

function namesWritten(line: string): number {
  let count = 0;
  NAME_END.lastIndex = 0;
  while (NAME_END.test(line)) count += 1;
  return count;
}

function namesRead(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const held: unknown[] = Object.values(value);
  let count = Array.isArray(value) ? 0 : held.length;
  for (const one of held) if (typeof one === 'object') count += namesRead(one);
  return count;
}

/** For valid JSON: a string within an object is a name if a colon follows. */
function firstRepeated(line: string): string | undefined {
  const open: (Set<string> | null)[] = [];
  for (let at = 0; at < line.length; at += 1) {
    const sign = line[at];
    if (sign === '{') open.push(new Set());
    else if (sign === '[') open.push(null);
    else if (sign === '}' || sign === ']') open.pop();
    else if (sign === '"') {
      const end = endOfString(line, at);
      const names = open.at(-1);
      COLON_NEXT.lastIndex = end;
      if (names && COLON_NEXT.test(line)) {
        const name = String(JSON.parse(line.slice(at, end)));
        if (names.has(name)) return name;
        names.add(name);
      }
      at = end - 1;
    }
  }
  return undefined;
}

/** The position after the closing quote. */
function endOfString(line: string, start: number): number {
  let at = start + 1;
  while (at < line.length && line[at] !== '"') at += line[at] === '\\' ? 2 : 1;
  return at + 1;
}
