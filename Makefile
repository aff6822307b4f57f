.PHONY: help run demo test build release tools schema generated fuzz hot-symbols soak package package-arm64 test-deploy clean \
	bench bench-inner bench-outer bench-page bench-check bench-profile bench-expect

help: ## List the targets.
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## Build, and serve routes/example.yml with sample backends at http://127.0.0.1:8080.
	@scripts/run

demo: ## The same, but send the example's requests and check each answer.
	@scripts/demo

test: ## Lint, build, unit tests, the static release build, end-to-end tests.
	@scripts/test

build: ## Build the two programs for work on this machine.
	@scripts/need build
	swift build

release: ## Build the static bootstrap for Lambda: .build-static/release/bootstrap.
	@scripts/need build
	@scripts/release

tools: ## Fetch AWS's Runtime Interface Emulator for the end-to-end tests.
	@scripts/need test
	@scripts/fetch-emulator

schema: ## Write docs/route-table.schema.json anew, after a change of the table's keys.
	swift run -q switchyard schema > docs/route-table.schema.json.new
	mv docs/route-table.schema.json.new docs/route-table.schema.json

generated: ## Generated tables and requests against the linear scan, TIMES=20 as many as in the suite; SEED=n repeats.
	@scripts/need build
	swift build --build-tests
	@scripts/generated "$(or $(TIMES),20)" "$(SEED)"

fuzz: ## Damaged events at the JSON reader for FOR=60 seconds; SEED=n repeats.
	@scripts/need build
	swift build --build-tests
	@scripts/fuzz "$(or $(FOR),60)" "$(SEED)"

hot-symbols: build release ## List anew what the release build places together: scripts/hot-symbols.
	@scripts/list-hot-symbols

soak: release ## 100,000 invocations with faults: flat memory, no descriptor lost, each answered once.
	swift build --build-tests
	SWITCHYARD_SOAK=100000 swift test --skip-build --disable-xctest --filter SoakTests

bench: bench-inner bench-outer ## Measure the parts and the whole, as tables in Markdown: see docs/performance.md.

bench-inner: ## Times, instructions and allocations of each part.
	@scripts/need bench
	@Benchmarks/bench.py inner

bench-outer: ## Start, time, processor time and memory of the bootstrap; OPTIONS="--child NAME 'COMMAND'" adds peers.
	@scripts/need bench
	@Benchmarks/bench.py outer $(OPTIONS)

bench-page: ## Both, written into docs/performance.md: for a quiet machine.
	@scripts/need bench
	@Benchmarks/bench.py page --rounds 31 $(OPTIONS)

bench-check: ## Fail where a part needs more instructions or allocations than Benchmarks/expected.txt says.
	@scripts/need bench
	@Benchmarks/bench.py check

bench-profile: ## Where the instructions of one part go: CASE=event/v2-get.
	@scripts/need bench
	@Benchmarks/bench.py profile $(CASE)

bench-expect: ## Write Benchmarks/expected.txt anew, after a change that earns it.
	@scripts/need bench
	@Benchmarks/bench.py expect

package: release ## Make the layer's artifact: dist/switchyard-<version>-<architecture>.zip, with checksums.
	scripts/package.py --bootstrap .build-static/release/bootstrap --checkouts .build-static/checkouts

package-arm64: ## The same for arm64, in a container.
	docker buildx build --platform linux/arm64 --file deploy/Dockerfile --output type=local,dest=dist .
	scripts/package.py --check dist/switchyard-*-arm64.zip
	cd dist && sha256sum *.zip > SHA256SUMS

test-deploy: ## Prove the deploy folder; package it with the Serverless Framework where that is installed.
	@scripts/prove-deploy
	@PYTHONPATH=.tools/deploy:scripts/deploy PYTHONDONTWRITEBYTECODE=1 python3 scripts/deploy/try_framework.py

clean: ## Remove everything that was built or fetched.
	rm -rf .build .build-static .tools dist
