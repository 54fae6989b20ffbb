# The commands of everyday work. `make demo` and `make test` work as the first command on a fresh machine that has Swift.
PREFIX ?= /usr/local
CONFIGURATION_FLAGS := -c release --static-swift-stdlib
FUZZ_SECONDS ?= 600
BIN = .build/release/es-jina

.PHONY: help setup build demo test check lint format bench fuzz install snapshots clean

help: ## Say what there is to make.
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: ## Install the C libraries the build needs.
	@Scripts/setup.sh

build: setup ## Build the release binary.
	@swift build $(CONFIGURATION_FLAGS) --product es-jina

demo: build ## Ingest the example gallery into the embedded node and search it in four languages.
	@Scripts/demo.sh $(BIN)

# One test at a time: many measure how soon something ends, which a machine busy with the others would falsify.
test: setup ## Run every test; clusters in ES_JINA_TEST_URLS take part.
	@swift test --no-parallel

check: setup lint ## What must be green before a commit is pushed: lint, strict build, tests, drift of golden files.
	@swift build --build-tests --explicit-target-dependency-import-check error
	@swift test --skip-build --no-parallel

lint: ## Check format and rules of the sources, and code and links of the documentation.
	@swift format lint --strict --recursive --parallel Package.swift Sources Tests Snippets Examples/ingestion-job/Package.swift Examples/ingestion-job/Sources
	@Scripts/check-readme.sh

format: ## Format the sources.
	@swift format format --in-place --recursive --parallel Package.swift Sources Tests Snippets Examples/ingestion-job/Package.swift Examples/ingestion-job/Sources

snapshots: setup ## Rewrite the golden files from what the code does now.
	@RECORD_SNAPSHOTS=1 swift test --no-parallel

bench: build ## Measure against what else could be used; see Benchmarks/README.md.
	@Benchmarks/run.sh

fuzz: setup ## Throw damaged input at all that reads bytes from outside, ten minutes or FUZZ_SECONDS; see Fuzz/README.md.
	@swift run --package-path Fuzz -c release fuzz all --seconds $(FUZZ_SECONDS) $(if $(FUZZ_SEED),--seed $(FUZZ_SEED)) \
	    --findings Fuzz/.build/findings

install: build ## Install the binary, its manual and its completions below PREFIX.
	@install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/man/man1
	@install -m 755 $(BIN) $(DESTDIR)$(PREFIX)/bin/es-jina
	@install -d $(DESTDIR)$(PREFIX)/share/bash-completion/completions $(DESTDIR)$(PREFIX)/share/zsh/site-functions
	@install -d $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d
	@for page in es-jina es-jina-ingest es-jina-search es-jina-rerank es-jina-status es-jina-retry-failed es-jina-plan es-jina-mapping es-jina-models es-jina-doctor es-jina-config es-jina-completion; do \
	    $(BIN) manual $$page > $(DESTDIR)$(PREFIX)/share/man/man1/$$page.1 || exit 1; \
	done
	@$(BIN) completion bash > $(DESTDIR)$(PREFIX)/share/bash-completion/completions/es-jina
	@$(BIN) completion zsh > $(DESTDIR)$(PREFIX)/share/zsh/site-functions/_es-jina
	@$(BIN) completion fish > $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/es-jina.fish

clean: ## Remove everything that was built.
	@rm -rf .build
