import type { ApolloServerPlugin } from '@apollo/server';
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';

const SANDBOX = 'https://embeddable-sandbox.cdn.apollographql.com/_latest/embeddable-sandbox.umd.production.min.js';

/**
 * Apollo Sandbox at /graphql with a query to begin with. It comes from Apollo's servers; a browser that cannot reach them
 * is sent on to GraphiQL, which comes from this one.
 */
export function landingPage({ shown, document }: { shown: boolean; document: string }): ApolloServerPlugin {
  if (!shown) return ApolloServerPluginLandingPageDisabled();
  const html = pageFor(document);
  return {
    serverWillStart: () => Promise.resolve({ renderLandingPage: () => Promise.resolve({ html }) }),
  };
}

function pageFor(document: string): string {
  const settings = {
    target: '#sandbox',
    initialState: { document, variables: { id: '' }, headers: { authorization: 'Bearer ' } },
    runTelemetry: false,
    endpointIsEditable: false,
  };
  // "</script>" in the query would end the script.
  const json = JSON.stringify(settings).replaceAll('<', '\\u003c');
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>Quartet · Apollo Sandbox</title>
    <link rel="icon" href="data:," />
    <style>
      body { margin: 0; font-family: sans-serif; }
      #sandbox { width: 100vw; height: 100vh; }
      #sandbox:empty { display: none; }
      iframe { width: 100%; height: 100%; border: none; }
    </style>
  </head>
  <body>
    <noscript>Apollo Sandbox needs JavaScript.</noscript>
    <div id="sandbox"></div>
    <p><a href="/graphiql">GraphiQL</a> comes from this server itself and needs no network.</p>
    <script src="${SANDBOX}" onerror="location.replace('/graphiql')"></script>
    <script>
      if (window.EmbeddedSandbox) new EmbeddedSandbox({ ...${json}, initialEndpoint: location.href });
    </script>
  </body>
</html>
`;
}
