import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { generate } from '@graphql-codegen/cli';
import codegen from '../codegen.ts';
import { compose, type Composed } from './compose.ts';
import { guardContract } from './guard.ts';

/**
 * Checks whether the generated files match the SDL: generates in memory and compares with the files.
 * @returns the files that differ, relative to the root of the repository
 */
async function driftedFiles({ supergraph, api }: Composed): Promise<string[]> {
  const written = (await generate(codegen, false)) as { filename: string; content: string }[];
  const expected = [
    { filename: 'schema/supergraph.graphql', content: supergraph },
    { filename: 'schema/api.graphql', content: api },
    ...written,
  ];
  return expected
    .filter(({ filename, content }) => !existsSync(filename) || readFileSync(filename, 'utf8') !== content)
    .map(({ filename }) => filename);
}

try {
  const { values } = parseArgs({ options: { against: { type: 'string' } } });
  // npm runs this at the root; a file is meant from where npm was called.
  const against = values.against && resolve(process.env.INIT_CWD ?? '.', values.against);
  const root = fileURLToPath(new URL('..', import.meta.url));
  process.chdir(root);
  const now = compose();
  const { faults, notes } = guardContract(now, { root, against });
  for (const note of notes) console.log(note);
  for (const fault of faults) console.error(fault);

  const drifted = await driftedFiles(now);
  if (drifted.length > 0) {
    console.error(
      `Not what schema/ says any more: run npm run codegen and commit these files:\n  ${drifted.join('\n  ')}`,
    );
  } else console.log('The composed graph, the resolver types and the client are what schema/ says.');
  if (faults.length + drifted.length > 0) process.exitCode = 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
