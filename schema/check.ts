import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { generate } from '@graphql-codegen/cli';
import { codegenConfig } from '../codegen.ts';
import { compose } from './compose.ts';

/**
 * Is what is generated still what the SDL files say? Composes and generates in memory and compares with the files.
 * @returns the files that differ, relative to the root of the repository
 */
async function driftedFiles(): Promise<string[]> {
  process.chdir(fileURLToPath(new URL('..', import.meta.url)));
  const { supergraph, api } = compose();
  const written = (await generate(codegenConfig(), false)) as { filename: string; content: string }[];
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
  const drifted = await driftedFiles();
  if (drifted.length > 0) {
    console.error(
      `Not what schema/ says any more: run npm run codegen and commit these files:\n  ${drifted.join('\n  ')}`,
    );
    process.exitCode = 1;
  } else console.log('The composed graph, the resolver types and the client are what schema/ says.');
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
