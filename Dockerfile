# mailroom as a container: built in one stage, run in another without compilers, as a user without rights.
# docs/operations.md shows how to run it read-only.
FROM node:22-bookworm-slim AS build
# better-sqlite3 is compiled.
RUN apt-get update && apt-get install -y --no-install-recommends python3 make g++
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci
COPY tsconfig.json ./
COPY src ./src
RUN npm run build && npm prune --omit=dev

FROM node:22-bookworm-slim
ENV NODE_ENV=production DATA_DIR=/data
WORKDIR /app
COPY package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY templates ./templates
COPY data/samples ./data/samples
RUN install -d -o node -g node -m 0700 /data
USER node
VOLUME /data
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=2m --timeout=30s --start-period=5m CMD ["node", "/app/dist/main.js", "status"]
ENTRYPOINT ["node", "/app/dist/main.js"]
CMD ["run"]
