# Two commands do all set-up: `make demo` and `make test`.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.ONESHELL:
.DEFAULT_GOAL := help
.PHONY: help benchmarks faults fuzz demo test bootstrap build release lint format imports smoke install world clean

PREFIX ?= /usr/local
DESTDIR ?=

# A home directory that is missing or may not be written to (as in CI) must not stop a build.
ifeq ($(shell if [ -n "$${HOME:-}" ] && [ -w "$$HOME" ]; then echo yes; fi),yes)
SWIFT_CACHE :=
else
export HOME := $(CURDIR)/.build/home
export XDG_CACHE_HOME := $(CURDIR)/.build/home/.cache
SWIFT_CACHE := --cache-path $(CURDIR)/.build/cache --config-path $(CURDIR)/.build/config --security-path $(CURDIR)/.build/security
endif
SWIFT_FLAGS := $(SWIFT_CACHE) --disable-automatic-resolution
SOURCES := Package.swift Sources Tests Fuzz/Package.swift Fuzz/Sources

help:  ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

demo: bootstrap  ## build and run the main job on corpora/demo
	@mkdir -p "$$HOME"
	swift build $(SWIFT_FLAGS) -c release --product assay
	scripts/demo .build/release/assay

test: bootstrap lint imports  ## lint, check the imports, build, run every test and try the command
	@mkdir -p "$$HOME"
	swift build $(SWIFT_FLAGS) --build-tests
	swift test $(SWIFT_FLAGS) --skip-build
	# Review dates are held against the day of the change, not of the run: an old checkout must still build.
	.build/debug/assay rules check rules --strict --now 2026-03-01T00:00:00Z
	.build/debug/assay rules test rules --cover 1 --format csv >/dev/null
	scripts/smoke .build/debug/assay
	scripts/interop .build/debug/assay
	scripts/transcripts .build/debug/assay .build/debug/assay-world
	scripts/faults .build/debug/assay
	Benchmarks/near-duplicates/selftest .build/debug/assay

faults: bootstrap  ## the long fault run: KILLS=2000 FLIPS=20000 CALLS=10000 SIMULATIONS=500 POWER=500 SEED=…
	@mkdir -p "$$HOME"
	swift build $(SWIFT_FLAGS) -c release --product assay
	swift build $(SWIFT_FLAGS) --build-tests
	ASSAY_SIMULATIONS=$${SIMULATIONS:-500} ASSAY_POWER_SEEDS=$${POWER:-500} ASSAY_SIMULATION_SEED=$${SEED:-20260301} \
		swift test $(SWIFT_FLAGS) --skip-build --filter 'SimulatedPipelineTests|PowerLossTests'
	scripts/faults .build/release/assay --kills $${KILLS:-2000} --flips $${FLIPS:-20000} --calls $${CALLS:-10000} --seed $${SEED:-20260301}

fuzz:  ## fuzz every reader of foreign bytes with libFuzzer: SECONDS=60 for each target, TARGETS="entry note …"
	@mkdir -p "$$HOME"
	scripts/fuzz $(or $(SECONDS),60) $(TARGETS)

benchmarks: bootstrap  ## the near-duplicate benchmark and its growth; downloads about 2 GB
	@mkdir -p "$$HOME"
	swift build $(SWIFT_FLAGS) -c release --product assay
	Benchmarks/near-duplicates/run .build/release/assay
	Benchmarks/near-duplicates/growth .build/release/assay

bootstrap:  ## look for Debian packages and Swift; install what is missing
	@scripts/bootstrap

build: bootstrap  ## debug build
	@mkdir -p "$$HOME"
	swift build $(SWIFT_FLAGS)

release: bootstrap  ## release build with the Swift runtime linked in statically
	@mkdir -p "$$HOME"
	swift build $(SWIFT_FLAGS) -c release --static-swift-stdlib --scratch-path .build/static --product assay

lint:  ## check the layout
	@swift format lint --strict -r $(SOURCES)

format:  ## settle the layout
	swift format -i -r $(SOURCES)

imports:  ## compare docs/architecture.md, the manifest and every import
	@mkdir -p "$$HOME"
	swift test $(SWIFT_FLAGS) --filter HouseTests.ImportTests

smoke: build  ## try the command the way a user would
	scripts/smoke .build/debug/assay

install: release  ## binary, manual page, completions and rules under PREFIX
	@binary=.build/static/release/assay
	root="$(DESTDIR)$(PREFIX)"
	install -D -m 755 "$$binary" "$$root/bin/assay"
	pages="$$(mktemp -d)"
	trap 'rm -rf "$$pages"' EXIT
	"$$binary" help --man >"$$pages/assay.1"
	for shell in bash zsh fish; do "$$binary" help --completions $$shell >"$$pages/assay.$$shell"; done
	install -D -m 644 "$$pages/assay.1" "$$root/share/man/man1/assay.1"
	install -D -m 644 "$$pages/assay.bash" "$$root/share/bash-completion/completions/assay"
	install -D -m 644 "$$pages/assay.zsh" "$$root/share/zsh/site-functions/_assay"
	install -D -m 644 "$$pages/assay.fish" "$$root/share/fish/vendor_completions.d/assay.fish"
	if [ -d rules ]; then
	    (cd rules && find . -type f -print0) | while IFS= read -r -d '' file; do
	        install -D -m 644 "rules/$$file" "$$root/share/assay/rules/$$file"
	    done
	fi
	echo "installed under $$root"

world:  ## make corpora/demo anew from its seed
	@mkdir -p "$$HOME"
	swift build $(SWIFT_FLAGS) -c release --product assay-world
	.build/release/assay-world --out corpora/demo

clean:  ## remove what was built
	rm -rf .build out
