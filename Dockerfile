# syntax=docker/dockerfile:1
# One image for every service and job: `node services/<service>/main.ts`, `node infra/provision/main.ts`.
# The other targets only prepare a server's own image to run without root: docker-compose.yml builds them.

FROM nats:2.15.2-alpine AS nats
RUN mkdir -p /data && chown 1000:1000 /data
USER 1000:1000
VOLUME /data

FROM quay.io/keycloak/keycloak:26.3 AS identity
ENV KC_HEALTH_ENABLED=true
RUN /opt/keycloak/bin/kc.sh build --db=dev-file

# Node strips the types of sources only outside node_modules: the workspace is copied as it is, and links to itself.
FROM node:26.10.0-bookworm-slim AS teilhabe
WORKDIR /app
COPY . .
RUN npm exec --yes --package=pnpm@12.21.0 -- pnpm install --prod --no-optional --frozen-lockfile \
  && rm -rf /root/.npm /root/.cache /root/.local
ENV NODE_ENV=production NODE_OPTIONS=--disable-warning=ExperimentalWarning
USER 1000:1000
CMD ["node", "services/standalone/main.ts"]
