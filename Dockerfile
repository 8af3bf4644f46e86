# Five images and the one that migrates, each by its target: docker build --target orders .
# npm ci installs only what the target's workspace needs: neither the root's tools nor its own copy of Node.

FROM node:24.19.0-bookworm-slim AS base
ENV NODE_ENV=production HOST=0.0.0.0
WORKDIR /app
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --start-interval=1s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]

# Every workspace's manifest, which is what the lock file is checked against.
FROM base AS manifests
COPY package.json package-lock.json .npmrc ./
COPY dev/bench/package.json bench/
COPY dev/e2e/package.json e2e/
COPY packages/client/package.json packages/client/
COPY dev/engines/package.json dev/engines/
COPY packages/service-kit/package.json packages/service-kit/
COPY packages/stack/package.json packages/stack/
COPY dev/test-kit/package.json dev/test-kit/
COPY router/package.json router/
COPY schema/package.json schema/
COPY seed/package.json seed/
COPY subgraphs/catalog/package.json subgraphs/catalog/
COPY subgraphs/orders/package.json subgraphs/orders/
COPY subgraphs/search/package.json subgraphs/search/
COPY subgraphs/users/package.json subgraphs/users/

FROM manifests AS users-modules
RUN --mount=type=cache,target=/root/.npm npm ci --omit=dev --ignore-scripts --workspace @quartet/users
FROM manifests AS orders-modules
RUN --mount=type=cache,target=/root/.npm npm ci --omit=dev --ignore-scripts --workspace @quartet/orders
FROM manifests AS catalog-modules
RUN --mount=type=cache,target=/root/.npm npm ci --omit=dev --ignore-scripts --workspace @quartet/catalog
FROM manifests AS search-modules
RUN --mount=type=cache,target=/root/.npm npm ci --omit=dev --ignore-scripts --workspace @quartet/search
FROM manifests AS router-modules
RUN --mount=type=cache,target=/root/.npm npm ci --omit=dev --ignore-scripts --workspace @quartet/router
FROM manifests AS migrate-modules
RUN --mount=type=cache,target=/root/.npm npm ci --omit=dev --ignore-scripts --workspace @quartet/users --workspace @quartet/orders --workspace @quartet/catalog --workspace @quartet/search

FROM base AS users
ENV PORT=4001
EXPOSE 4001
COPY --from=users-modules /app ./
COPY packages/service-kit/src packages/service-kit/src
COPY schema/users.graphql schema/access.ts schema/databases.ts schema/limits.ts schema/product-filter.ts schema/subgraphs.ts schema/
COPY schema/events schema/events
COPY subgraphs/users subgraphs/users
USER node
CMD ["node", "subgraphs/users/src/main.ts"]

FROM base AS orders
ENV PORT=4002
EXPOSE 4002
COPY --from=orders-modules /app ./
COPY packages/service-kit/src packages/service-kit/src
COPY schema/orders.graphql schema/access.ts schema/databases.ts schema/limits.ts schema/product-filter.ts schema/subgraphs.ts schema/
COPY schema/events schema/events
COPY subgraphs/orders subgraphs/orders
USER node
CMD ["node", "subgraphs/orders/src/main.ts"]

FROM base AS catalog
ENV PORT=4003
EXPOSE 4003
COPY --from=catalog-modules /app ./
COPY packages/service-kit/src packages/service-kit/src
COPY schema/catalog.graphql schema/access.ts schema/databases.ts schema/limits.ts schema/product-filter.ts schema/subgraphs.ts schema/
COPY schema/events schema/events
COPY subgraphs/catalog subgraphs/catalog
USER node
CMD ["node", "subgraphs/catalog/src/main.ts"]

FROM base AS search
ENV PORT=4004
EXPOSE 4004
COPY --from=search-modules /app ./
COPY packages/service-kit/src packages/service-kit/src
COPY schema/search.graphql schema/access.ts schema/databases.ts schema/limits.ts schema/product-filter.ts schema/subgraphs.ts schema/
COPY schema/events schema/events
COPY subgraphs/search subgraphs/search
USER node
CMD ["node", "subgraphs/search/src/main.ts"]

FROM base AS router
ENV PORT=4000
EXPOSE 4000
COPY --from=router-modules /app ./
COPY packages/service-kit/src packages/service-kit/src
COPY schema/supergraph.graphql schema/flagship.graphql schema/access.ts schema/databases.ts schema/limits.ts schema/product-filter.ts schema/subgraphs.ts schema/
COPY schema/events schema/events
COPY router router
USER node
CMD ["node", "router/src/main.ts"]

# Makes missing databases and runs the migrations of all four subgraphs, then ends. Has create-admin.ts too.
FROM base AS migrate
HEALTHCHECK NONE
COPY --from=migrate-modules /app ./
COPY packages/service-kit/src packages/service-kit/src
COPY dev/engines/src dev/engines/src
COPY packages/stack/src packages/stack/src
COPY schema/users.graphql schema/orders.graphql schema/catalog.graphql schema/search.graphql schema/access.ts schema/databases.ts schema/limits.ts schema/product-filter.ts schema/subgraphs.ts schema/
COPY schema/events schema/events
COPY subgraphs subgraphs
COPY packages/ops/src/commands/migrate-image.ts docker/
COPY create-admin.ts ./
USER node
CMD ["node", "packages/ops/src/commands/migrate-image.ts"]
