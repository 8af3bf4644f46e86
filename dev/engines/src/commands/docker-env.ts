import { makeSettings, settingsFile } from '../docker/settings.ts';
import { defaultDir } from '../start.ts';

// npm run docker:env: secrets and ports for `docker compose --env-file`, made once and kept.
const dir = defaultDir();
await makeSettings(dir);
console.log(`${settingsFile(dir)} has secrets and ports. Then, for example:
  docker compose --env-file ${settingsFile(dir)} --profile app up --detach --build`);
