.PHONY: help run demo test build release tools schema clean

help: ## List the targets.
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

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

clean: ## Remove everything that was built or fetched.
	rm -rf .build .build-static .tools dist
