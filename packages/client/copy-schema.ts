import { copyFileSync } from 'node:fs';

// What an application generates its own operations from.
copyFileSync(new URL('../../schema/api.graphql', import.meta.url), new URL('dist/api.graphql', import.meta.url));
