# What one does with a checkout; `make help` lists it.

.DEFAULT_GOAL := help
# Each step uses every core by itself.
.NOTPARALLEL:
.PHONY: help run cluster test setup own-target setup-run setup-test fmt lint test-rust test-store test-web test-e2e test-chaos soak browsers contract bench clean-tools

# All checkouts share one target folder outside of them.
export CARGO_TARGET_DIR ?= $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/tidings
# Where rustup puts cargo, for shells that do not know it yet.
export PATH := $(PATH):$(HOME)/.cargo/bin

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: setup-run ## Build and serve with demo people: ARGS="--listen 127.0.0.1:9000" passes options
	cargo build --release --locked --bin tidings
	@exec "$(CARGO_TARGET_DIR)/release/tidings" serve --demo $(ARGS)

cluster: setup-run ## Two of each role, Postgres, Redis, Kafka and nginx, on loopback; Ctrl-C stops them
	cargo build --release --locked --bin tidings
	@exec env TIDINGS="$(CARGO_TARGET_DIR)/release/tidings" tools/cluster.sh run

# Each suite is a target of its own, named here in the order in which they run.
test: setup-test lint test-rust test-store test-web test-e2e ## Run every check and every test

setup: setup-test ## Set up what is missing for `run` and `test`

own-target:
	@tools/own-target.sh

setup-run: own-target
	@tools/setup-postgres.sh
	@tools/setup-web.sh

setup-test: setup-run
	@tools/setup-test.sh

fmt: ## Format the code
	cargo fmt

lint: setup-test ## Check format and lints
	cargo fmt --check
	cargo clippy --workspace --all-targets --locked -- -D warnings
	.tools/venv/bin/shellcheck -x .ci/run tools/*.sh tools/cluster/*.sh docker/*.sh tests/chaos/*.sh
	.tools/venv/bin/hadolint docker/Dockerfile
	.tools/venv/bin/check-jsonschema --quiet --builtin-schema vendor.compose-spec docker/compose.yaml

test-rust: setup-test
	cargo test --workspace --locked

# The store once more, on the oldest Postgres that is supported and at hand.
test-store: setup-test
	@bin=$$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | head -n 1); \
	if [ -n "$$bin" ]; then TIDINGS_POSTGRES_BIN=$$bin cargo test --locked -p event-store; \
	else echo "no Postgres of the system: the store was tried on the project's own alone"; fi

# The client's own checks: types, lint, tests, budgets.
test-web: setup-test
	cd web && npm run --silent check

# People at browsers, before the real server.
test-e2e: setup-test
	cargo build --locked --bin tidings
	cd tests/e2e && TIDINGS="$(CARGO_TARGET_DIR)/debug/tidings" node --test --test-concurrency=1 --test-reporter=spec *.test.mjs

# Everything is broken under load, and another program checks what everybody saw.
test-chaos: setup-test
	cargo build --locked --bin tidings --bin chaos
	@tests/chaos/chaos.sh short

soak: setup-test ## Break everything for an hour: SEED=7 repeats the choices of a run
	cargo build --locked --bin tidings --bin chaos
	cargo build --release --locked --bin tidings
	@tests/chaos/chaos.sh long

# Not part of `test`: what the client's own checks hold in Chromium, in the other engines.
browsers: ## Measure the reader's place in Firefox and WebKitGTK too
	@tools/setup-web.sh
	@tools/setup-browsers.sh
	cd web && node scripts/engines.mjs

contract: setup-run ## Write web/openapi.json and its types anew from the server's code
	cargo build --locked --bin tidings
	"$(CARGO_TARGET_DIR)/debug/tidings" openapi >web/openapi.json
	cd web && npm run --silent generate

bench: setup-run ## Run a benchmark: ARGS="append" (or hot, snapshot, tail, http, growth, search, size, replay, rebuild, relay, sockets)
	cargo run --release --locked -p bench -- $(ARGS)

clean-tools: ## Remove what the set-up put into this checkout
	rm -rf .tools bench/reference/node_modules tests/oracle/node_modules tests/e2e/node_modules web/node_modules web/dist
