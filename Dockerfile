# An image for each service, and `ops` with the operator's commands:
#   docker build --target service --build-arg FOLDER=subgraphs/orders --build-arg PORT=4002 --tag quartet/orders:dev .
#   docker build --target ops --tag quartet/ops:dev .
# npm ci installs only what one workspace needs: neither the root's tools nor its own copy of Node. Needs BuildKit.

# What is installed; for the target ops it is this.
ARG FOLDER=packages/ops

FROM node:24.19.0-bookworm-slim AS base
ENV NODE_ENV=production
WORKDIR /app

# The manifests alone: a changed source file does not install everything again.
FROM base AS manifests
COPY . /sources
RUN cd /sources && cp --parents package-lock.json .npmrc $(find . -name package.json) /app

FROM base AS installed
ARG FOLDER
COPY --from=manifests /app ./
RUN --mount=type=cache,target=/root/.npm npm ci --omit=dev --ignore-scripts --workspace ${FOLDER}
COPY packages/service-kit packages/service-kit
COPY schema schema

# One subgraph, or the router.
FROM installed AS service
ARG FOLDER
ARG PORT
ENV HOST=0.0.0.0 PORT=${PORT}
EXPOSE ${PORT}
COPY ${FOLDER} ${FOLDER}
WORKDIR /app/${FOLDER}
USER node
HEALTHCHECK --interval=5s --timeout=5s --start-period=60s --retries=6 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "src/main.ts"]

# Runs one command and ends: migrate, import, dead-letters, doctor, create-admin.
FROM installed AS ops
COPY packages/ops packages/ops
COPY subgraphs subgraphs
USER node
ENTRYPOINT ["node", "packages/ops/src/main.ts"]
CMD ["migrate"]
