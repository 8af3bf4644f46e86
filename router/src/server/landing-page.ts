import type { ApolloServerPlugin, GraphQLServerListener } from '@apollo/server';
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import { ApolloServerPluginLandingPageLocalDefault } from '@apollo/server/plugin/landingPage/default';

const OFFLINE = 'it appears that you might be offline.</p>';
const GRAPHIQL = '<p><a href="/graphiql">GraphiQL</a> comes from this server itself and needs no network.</p>';
/** The place of the Sandbox covers the page; while nothing came to fill it, the link below must take clicks. */
const SANDBOX = '#embeddableSandbox {';
const CLICKABLE = '#embeddableSandbox:empty { pointer-events: none; }\n  ';

/** Apollo Sandbox at /graphql with a query to begin with. It comes from Apollo's servers; without them, GraphiQL. */
export function landingPage(o: { shown: boolean; document: string }): ApolloServerPlugin {
  if (!o.shown) return ApolloServerPluginLandingPageDisabled();
  const sandbox = ApolloServerPluginLandingPageLocalDefault({
    embed: { runTelemetry: false },
    footer: false,
    document: o.document,
    variables: { id: '' },
    headers: { authorization: 'Bearer ' },
  });
  return {
    async serverWillStart(service) {
      const listener = (await sandbox.serverWillStart?.(service)) as GraphQLServerListener | undefined;
      const page = await listener?.renderLandingPage?.();
      if (!page) return;
      const html = async () => {
        const text = typeof page.html === 'string' ? page.html : await page.html();
        return text.replace(OFFLINE, `${OFFLINE}\n  ${GRAPHIQL}`).replace(SANDBOX, CLICKABLE + SANDBOX);
      };
      return { renderLandingPage: async () => ({ html }) };
    },
  };
}
