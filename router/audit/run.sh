# For the public federation audit (docs/router.md): fetches the supergraph of the suite $1, and serves it.
# QUARTET is where this repository lies.
../../node_modules/.bin/tsx ../../src/cli.ts supergraph --cwd . --test "$1"
exec "$QUARTET/node_modules/.bin/node" "$QUARTET/router/src/main.ts" --supergraph supergraph.graphql --port 4000
